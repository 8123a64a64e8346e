import DriveSimulator
import JSON
import Testing

@Suite struct ControlTests {
    private let about = "/drive/v3/about?fields=user"

    @Test func `faults come and go by HTTP`() throws {
        try TestDrive.run { (drive) throws in
            let faults = #"[{"effect":"status","status":500,"times":null},{"effect":"delay","seconds":0}]"#
            let added = try drive.request("POST", "/_simulator/faults", [], Array(faults.utf8))
            #expect(added.json == ["added": 2])
            #expect(try drive.request("GET", about).status == 500)
            #expect(try drive.request("DELETE", "/_simulator/faults").status == 204)
            #expect(try drive.request("GET", about).status == 200)
        }
    }

    @Test(arguments: ["", "{", "[{}]", #"{"effect":"status","status":503,"on":"tea"}"#])
    func `a bad fault adds none`(text: String) throws {
        try TestDrive.run { (drive) throws in
            #expect(try drive.request("POST", "/_simulator/faults", [], Array(text.utf8)).status == 400)
            #expect(try drive.request("GET", about).status == 200)
        }
    }

    @Test func `the state shows files, sessions and counters without a token`() throws {
        try TestDrive.run { drive in
            _ = try drive.create(["name": "a"])
            _ = try TestUpload(drive).send("0-262143/*", pattern(262_144))
            let state = try TestDrive(simulator: drive.simulator, token: "").request("GET", "/_simulator/state").json
            #expect(state["files"]?.array?.first?["name"] == "a")
            #expect(state["open_sessions"] == 1)
            #expect(state["bytes_kept"] == 262_144)
            #expect(state["requests"] == 3)
            #expect(state["statuses"] == ["200": 2, "308": 1])
        }
    }
}
