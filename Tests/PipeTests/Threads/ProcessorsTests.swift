import TestSupport
import Testing

@testable import Pipe

@Suite struct ProcessorsTests {
    @Test func `there is at least one, and not more than the machine has`() throws {
        let all = try Program.run("/usr/bin/nproc", ["--all"]).output
        let most = try #require(Int(String(decoding: all, as: UTF8.self).filter(\.isNumber)))
        #expect((1...most).contains(Processors.available))
    }

    @Test(arguments: [("ff", 8), ("3", 2), ("1,00000000", 1), ("ffffffff,fffffffe", 63)])
    func `processors that may not be used do not count`(mask: String, count: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write("Name:\tx\nCpus_allowed:\t\(mask)\nCpus_allowed_list:\t0-1\n", to: "status")
        #expect(Processors.allowed(in: folder.path("status")) == count)
    }

    @Test(arguments: [
        ("max 100000", Int.max), ("150000 100000", 2), ("200000 100000", 2), ("1000 100000", 1), ("odd", .max),
    ])
    func `a quota counts as the processors it pays for, rounded up`(text: String, count: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write(text + "\n", to: "cpu.max")
        #expect(Processors.quota(in: folder.path("")) == count)
    }

    @Test(arguments: [("-1", Int.max), ("350000", 4)])
    func `the older control groups say it in two files`(quota: String, count: Int) throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("cpu")
        try folder.write(quota + "\n", to: "cpu/cpu.cfs_quota_us")
        try folder.write("100000\n", to: "cpu/cpu.cfs_period_us")
        #expect(Processors.quota(in: folder.path("")) == count)
    }

    @Test func `no control group is no limit`() {
        #expect(Processors.quota(in: "/nonexistent") == .max)
    }
}
