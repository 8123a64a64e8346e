import Agent
import Archive
import Drive
import JSON
import Testing

@Suite struct SpaceCheckTests {
    @Test(arguments: [
        (100, 0, 100, true), (101, 0, 100, false), (90, 10, 100, true), (90, 11, 100, false), (0, 0, 0, true),
        (Int64.max, Int64.max, Int64.max, true),
    ])
    func `what is needed and the margin must be free`(needed: Int64, margin: Int64, free: Int64, fits: Bool) {
        let quota = StorageQuota(limit: free, usage: 0)
        let verdict = SpaceCheck(needed: needed, margin: margin).verdict(quota)
        #expect((verdict == .fits) == fits)
    }

    @Test func `no limit and no answer are no reason to refuse`() {
        let check = SpaceCheck(needed: .max, margin: .max)
        #expect(check.verdict(nil) == .unknown)
        #expect(check.verdict(StorageQuota(limit: nil, usage: 5)) == .unknown)
    }

    @Test func `a refusal has all its numbers`() throws {
        let quota = StorageQuota(
            limit: 15 << 30, usage: 14 << 30, usageInDrive: 8 << 30, usageInTrash: 512 << 20)
        let verdict = SpaceCheck(needed: 2 << 30, margin: 100).verdict(quota)
        guard case .doesNotFit(let shortage) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(shortage.missing == 1 << 30 + 100)
        #expect(shortage.code == "drive_space")
        #expect(
            shortage.description
                == "The backup needs 2.0 GiB, and Google Drive has 1.0 GiB free of 15.0 GiB (512.0 MiB lie in its trash, "
                + "Gmail and Photos take 6.0 GiB). Empty the trash, delete old backups or buy more space.")
        let numbers: [String: Int64] = [
            "needed_bytes": 2_147_483_748, "free_bytes": 1 << 30, "limit_bytes": 15 << 30, "trash_bytes": 512 << 20,
            "used_by_others_bytes": 6 << 30,
        ]
        #expect(shortage.payload == numbers.mapValues(JSON.integer))
        #expect(JobFailure(shortage).details == shortage.payload)
    }

    @Test func `an account beyond its limit has nothing free, and what is deleted fills that first`() {
        let quota = StorageQuota(limit: 100, usage: 150)
        let check = SpaceCheck(needed: 10, margin: 0)
        #expect(check.verdict(quota, freed: 59) != .fits)
        #expect(check.verdict(quota, freed: 60) == .fits)
    }

    @Test func `beforehand the most counts, under way only what is certain`() {
        let forecast = SizeForecast(least: 50, expected: 100, most: 130)
        #expect(SpaceCheck.beforehand(forecast) == SpaceCheck(needed: 100, margin: 31))
        #expect(SpaceCheck.underWay(forecast) == SpaceCheck(needed: 50, margin: 0))
    }
}
