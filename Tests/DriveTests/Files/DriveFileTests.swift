import Drive
import FoundationEssentials
import Testing

@Suite struct DriveFileTests {
    private func file(_ json: String) throws -> DriveFile {
        try JSONDecoder().decode(DriveFile.self, from: Data(json.utf8))
    }

    @Test func `sizes are texts of 64 bits`() throws {
        #expect(try file(#"{"id":"a","size":"9876543210123"}"#).size == 9_876_543_210_123)
        #expect(try file(#"{"id":"a","size":12}"#).size == 12)
        #expect(try file(#"{"id":"a"}"#).size == nil)
    }

    @Test(arguments: [
        #"{"id":"a","size":"-1"}"#, #"{"id":"a","size":"99999999999999999999"}"#, #"{"id":"a","size":[]}"#,
        #"{"id":"a","name":7,"parents":"b","trashed":"no","appProperties":{"pinned":1}}"#,
    ])
    func `a field of nonsense is one that is not there`(json: String) throws {
        #expect(try file(json) == DriveFile(id: "a"))
    }

    @Test func `without an id it is no file`() {
        #expect(throws: DecodingError.self) { try file(#"{"size":"1"}"#) }
    }

    @Test func `times are read with and without fractions`() throws {
        let whole = try file(#"{"id":"a","createdTime":"2026-11-22T02:30:00Z"}"#).created
        let fraction = try file(#"{"id":"a","createdTime":"2026-11-22T02:30:00.500Z"}"#).created
        #expect(try #require(fraction).timeIntervalSince(try #require(whole)) == 0.5)
        #expect(try file(#"{"id":"a","createdTime":"yesterday"}"#).created == nil)
    }

    @Test func `an unlimited account has no limit and no free space to tell`() throws {
        let json = #"{"storageQuota":{"usage":"5","usageInDriveTrash":"2"},"user":{"emailAddress":"a@b.c"}}"#
        let quota = try JSONDecoder().decode(StorageQuota.self, from: Data(json.utf8))
        #expect(quota == StorageQuota(limit: nil, usage: 5, usageInTrash: 2, account: "a@b.c"))
        #expect(quota.free == nil)
    }

    @Test func `what counts and does not lie in Drive is told apart`() throws {
        let json = #"{"storageQuota":{"limit":"90","usage":"50","usageInDrive":"20","usageInDriveTrash":"5"}}"#
        let quota = try JSONDecoder().decode(StorageQuota.self, from: Data(json.utf8))
        #expect(quota == StorageQuota(limit: 90, usage: 50, usageInDrive: 20, usageInTrash: 5))
        #expect(quota.usedByOthers == 30 && quota.free == 40)
        #expect(StorageQuota(limit: nil, usage: .min, usageInDrive: .max).usedByOthers >= 0)
    }

    @Test(arguments: [
        #"{}"#, #"{"storageQuota":7}"#, #"{"storageQuota":{"limit":"-1","usage":"many","usageInDrive":-9}}"#,
        #"{"storageQuota":{"limit":-5,"usage":"99999999999999999999"}}"#,
    ]) func `figures that make no sense are none, and the account is known all the same`(quota: String) throws {
        let json = #"{"user":{"emailAddress":"a@b.c"},"# + quota.dropFirst()
        let fixed = json.replacing(",}", with: "}")
        let read = try JSONDecoder().decode(StorageQuota.self, from: Data(fixed.utf8))
        #expect(read == StorageQuota(limit: nil, usage: 0, account: "a@b.c"))
    }

    @Test func `an account that is over its limit has nothing free`() throws {
        let json = #"{"storageQuota":{"limit":"10","usage":"25"}}"#
        #expect(try JSONDecoder().decode(StorageQuota.self, from: Data(json.utf8)).free == 0)
    }
}
