import Backup
import Cryptography
import Pipe
import TestSupport
import Testing

@Suite struct StreamVerifierTests {
    private let bytes = [UInt8]((0..<700_000).map { UInt8(truncatingIfNeeded: $0 * 31) })

    private func md5(_ bytes: [UInt8]) -> String {
        Digest.hex(.md5, of: bytes)
    }

    @Test func `every byte is read and compared with what was noted`() throws {
        let file = MemoryBackup(bytes, md5: md5(bytes))
        let report = try StreamVerifier(file, md5: md5(bytes)).verify(.full)
        #expect(report.isGood && report.contentsChecked && report.isAsStored == true)
        #expect(report.bytesRead == 700_000)
    }

    @Test func `one bit of another is damage, wherever it lies`() throws {
        for place in [0, 350_000, 699_999] {
            var other = bytes
            other[place] ^= 1
            let kept = MemoryBackup(other, md5: md5(other))
            #expect(try !StreamVerifier(kept, md5: md5(bytes)).verify(.full).isGood)
            // The keeper itself tells: nothing need be read.
            #expect(try !StreamVerifier(kept, md5: md5(bytes)).verify(.header).isGood)
            #expect(kept.requests.count == 1)
            // Bytes that are others than the keeper has say nothing of those that it has.
            let changed = MemoryBackup(other, md5: md5(bytes))
            let report = try StreamVerifier(changed, md5: md5(bytes)).verify(.full)
            #expect(!report.isGood && report.isAsStored == false)
        }
    }

    @Test func `a request to stop ends it`() {
        let cancellation = Cancellation()
        cancellation.request()
        #expect(throws: CancellationRequested.self) {
            try StreamVerifier(MemoryBackup(bytes), md5: nil, cancellation: cancellation).verify(.full)
        }
    }
}
