import DriveSimulator
import FoundationEssentials
import JSON
import Testing

@Suite struct OAuthTests {
    private static let deviceGrant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
    private let client = "client_id=simulator.apps.googleusercontent.com&client_secret=simulator-client-secret"
    private let about = "/drive/v3/about?fields=user"

    private func post(_ drive: TestDrive, _ path: String, _ form: String) throws -> Reply {
        try drive.request("POST", path, ["Content-Type: application/x-www-form-urlencoded"], Array(form.utf8))
    }

    private func accepts(_ drive: TestDrive, _ token: String?) throws -> Bool {
        try TestDrive(simulator: drive.simulator, token: token ?? "").request("GET", about).status == 200
    }

    @Test(arguments: ["/token", "/oauth2/v4/token"]) func `a refresh token buys an access token`(path: String) throws {
        try TestDrive.run { drive in
            let form = "grant_type=refresh_token&refresh_token=1%2F%2Fsimulator-refresh-token&\(client)"
            let reply = try post(drive, path, form)
            #expect(reply.status == 200)
            #expect(reply.json["token_type"] == "Bearer")
            #expect(reply.json["expires_in"] == 3599)
            #expect(reply.json["refresh_token"] == nil)
            #expect(try accepts(drive, reply.json["access_token"]?.string))
        }
    }

    @Test func `a wrong client, token or grant is refused by name`() throws {
        try TestDrive.run { drive in
            let wrong = try post(drive, "/token", "grant_type=refresh_token&refresh_token=x&\(client)")
            #expect(wrong.status == 400)
            #expect(wrong.json["error"] == "invalid_grant")
            let stranger = try post(drive, "/token", "grant_type=refresh_token&client_id=x&client_secret=y")
            #expect(stranger.status == 401)
            #expect(stranger.json["error"] == "invalid_client")
            let other = try post(drive, "/token", "grant_type=password&\(client)")
            #expect(other.json["error"] == "unsupported_grant_type")
        }
    }

    @Test func `without a valid token nothing is shown`() throws {
        try TestDrive.run { drive in
            let reply = try TestDrive(simulator: drive.simulator, token: "made-up").request("GET", about)
            #expect(reply.status == 401)
            #expect(reply.reason == "authError")
            #expect(reply.headers["www-authenticate"]?.hasPrefix("Bearer ") == true)
        }
    }

    @Test func `authorization can be switched off, and for session URIs alone`() throws {
        try TestDrive.run(\.requireAuthorization, false) { (drive) throws in
            #expect(try accepts(drive, nil))
        }
        try TestDrive.run(\.requireSessionAuthorization, false) { drive in
            let upload = try TestUpload(drive)
            let stranger = TestDrive(simulator: drive.simulator, token: "")
            #expect(try stranger.request("PUT", upload.target, ["Content-Range: bytes */*"]).status == 308)
            #expect(try !accepts(drive, nil))
        }
    }

    @Test func `a token whose life is over is refused`() throws {
        try TestDrive.run(\.tokenLifetime, 0) { (drive) throws in
            #expect(try !accepts(drive, drive.token))
        }
    }

    @Test func `a revoked refresh token ends its access tokens`() throws {
        try TestDrive.run { drive in
            #expect(try post(drive, "/revoke", "token=1//simulator-refresh-token").status == 200)
            #expect(try !accepts(drive, drive.token))
            let form = "grant_type=refresh_token&refresh_token=1//simulator-refresh-token&\(client)"
            let reply = try post(drive, "/token", form)
            #expect(reply.json["error"] == "invalid_grant")
            #expect(try post(drive, "/revoke", "token=unknown").status == 400)
        }
    }

    @Test func `a device is told to wait, then gets both tokens, once`() throws {
        try TestDrive.run(\.deviceInterval, 0) { drive in
            let scope = "scope=https://www.googleapis.com/auth/drive.file"
            let start = try post(drive, "/device/code", "\(client)&\(scope)").json
            #expect(start["verification_url"] != nil)
            #expect(start["expires_in"] == 1800)
            let code = try #require(start["device_code"]?.string)
            let form = "grant_type=\(Self.deviceGrant)&device_code=\(code)&\(client)"
            let pending = try post(drive, "/token", form)
            #expect(pending.status == 428)
            #expect(pending.json["error"] == "authorization_pending")
            let granted = try post(drive, "/token", form).json
            #expect(try accepts(drive, granted["access_token"]?.string))
            let refresh = try #require(granted["refresh_token"]?.string)
            let renewed = try post(drive, "/token", "grant_type=refresh_token&refresh_token=\(refresh)&\(client)")
            #expect(renewed.status == 200)
            let again = try post(drive, "/token", form)
            #expect(again.json["error"] == "invalid_grant")
        }
    }

    @Test func `a device that polls too fast is told to slow down`() throws {
        try TestDrive.run(\.deviceInterval, 60) { drive in
            let start = try post(drive, "/device/code", "\(client)&scope=email").json
            let form = "grant_type=\(Self.deviceGrant)&device_code=\(start["device_code"]?.string ?? "")&\(client)"
            #expect(start["interval"] == 60)
            _ = try post(drive, "/token", form)
            let reply = try post(drive, "/token", form)
            #expect(reply.status == 403)
            #expect(reply.json["error"] == "slow_down")
        }
    }

    @Test func `a user can deny, and a scope can be forbidden`() throws {
        try TestDrive.run(\.deviceApproval, .denied) { drive in
            let start = try post(drive, "/device/code", "\(client)&scope=email").json
            let form = "grant_type=\(Self.deviceGrant)&device_code=\(start["device_code"]?.string ?? "")&\(client)"
            let denied = try post(drive, "/token", form)
            #expect(denied.json["error"] == "access_denied")
            let all = "scope=https://www.googleapis.com/auth/drive"
            let forbidden = try post(drive, "/device/code", "\(client)&\(all)")
            #expect(forbidden.json["error"] == "invalid_scope")
        }
    }

    @Test(arguments: [("approve", 200, nil as String?), ("deny", 403, "access_denied")])
    func `people and other programs can play the user`(verb: String, status: Int, error: String?) throws {
        var settings = DriveSimulator.Configuration()
        settings.deviceApproval = .byHand
        settings.deviceInterval = 0
        try TestDrive.run(settings) { drive in
            let control = "/_simulator/device/\(verb)"
            #expect(try drive.request("POST", control).status == 404)
            let start = try post(drive, "/device/code", "\(client)&scope=email").json
            let form = "grant_type=\(Self.deviceGrant)&device_code=\(start["device_code"]?.string ?? "")&\(client)"
            #expect(try post(drive, "/token", form).status == 428)
            #expect(try drive.request("POST", control, json: ["user_code": "WRONG"]).status == 404)
            #expect(try drive.request("POST", control, json: ["user_code": start["user_code"] ?? nil]).status == 200)
            let reply = try post(drive, "/token", form)
            #expect(reply.status == status && reply.json["error"]?.string == error)
        }
    }

    @Test func `a device code is worthless after its time`() throws {
        try TestDrive.run(\.deviceLifetime, 0) { drive in
            let start = try post(drive, "/device/code", "\(client)&scope=email").json
            let form = "grant_type=\(Self.deviceGrant)&device_code=\(start["device_code"]?.string ?? "")&\(client)"
            #expect(try post(drive, "/token", form).json["error"] == "invalid_grant")
        }
    }

    @Test func `a service account's assertion is good for an hour at most`() throws {
        try TestDrive.run { drive in
            let now = Int64(Date().timeIntervalSince1970)
            let good = try post(drive, "/token", assertion(issued: now, expires: now + 3600))
            #expect(try accepts(drive, good.json["access_token"]?.string))
            for (issued, expires) in [(now, now + 3601), (now - 7200, now - 3600), (Int64.min, Int64.max)] {
                let bad = try post(drive, "/token", assertion(issued: issued, expires: expires))
                #expect(bad.json["error"] == "invalid_grant")
            }
        }
    }

    private func assertion(issued: Int64, expires: Int64) -> String {
        let claims: JSON = [
            "iss": "robot@example.com", "scope": "drive", "aud": "https://oauth2.googleapis.com/token",
            "iat": .integer(issued), "exp": .integer(expires),
        ]
        let parts = [(["alg": "RS256", "typ": "JWT"] as JSON).text, claims.text].map { part in
            String(Data(part).base64EncodedString().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" })
        }
        let jwt = parts.joined(separator: ".") + ".signature"
        return "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=\(jwt)"
    }
}
