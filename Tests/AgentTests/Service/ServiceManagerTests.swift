import Agent
import FoundationEssentials
import TestSupport
import Testing

@Suite struct ServiceManagerTests {
    @Test func `a socket with a path hears the lines in one datagram`() throws {
        let folder = try TemporaryFolder()
        let socket = try NotifySocket(folder.path("notify"))
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": socket.name]))
        manager.notify("READY=1", "STATUS=idle")
        #expect(socket.receive() == ["READY=1\nSTATUS=idle"])
    }

    @Test func `a socket in the abstract namespace hears them too`() throws {
        let socket = try NotifySocket("@drivepipe-\(UUID())")
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": socket.name]))
        manager.notify("STOPPING=1")
        #expect(socket.receive() == ["STOPPING=1"])
    }

    @Test(arguments: [nil, "", "@", "vsock:2:1234", "relative"])
    func `nobody is told where no socket is named that is understood`(name: String?) {
        #expect(ServiceManager(environment: name.map { ["NOTIFY_SOCKET": $0] } ?? [:]) == nil)
    }

    @Test func `a socket that is not there, or whose name is too long, is no error`() throws {
        let folder = try TemporaryFolder()
        for name in [folder.path("none"), "/" + String(repeating: "x", count: 300)] {
            try #require(ServiceManager(environment: ["NOTIFY_SOCKET": name])).notify("READY=1")
        }
    }

    @Test func `the watchdog's interval is in seconds, and only of the process that is meant`() {
        func interval(_ watchdog: [String: String]) -> Double? {
            ServiceManager(environment: watchdog.merging(["NOTIFY_SOCKET": "/s"]) { $1 }, process: 7)?.watchdogInterval
        }
        #expect(interval([:]) == nil)
        #expect(interval(["WATCHDOG_USEC": "1500000"]) == 1.5)
        #expect(interval(["WATCHDOG_USEC": "1500000", "WATCHDOG_PID": "7"]) == 1.5)
        #expect(interval(["WATCHDOG_USEC": "1500000", "WATCHDOG_PID": "8"]) == nil)
        for wrong in ["", "0", "-1", "inf", "nan", "soon"] { #expect(interval(["WATCHDOG_USEC": wrong]) == nil) }
    }
}
