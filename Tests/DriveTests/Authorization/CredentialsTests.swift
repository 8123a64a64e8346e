import Drive
import Testing

@Suite struct CredentialsTests {
    private func parse(_ content: String) throws -> Credentials {
        try Credentials(parsing: content.utf8, name: "c.json")
    }

    private func failure(_ content: String, code: String = "not_authorized") throws -> String {
        let error = try #require(throws: DriveError.self) { try parse(content) }
        #expect(error.code == code)
        #expect(!error.hint.isEmpty)
        return error.sentence
    }

    @Test func `a complete file is accepted and shows nothing of itself`() throws {
        let user = try parse(#"{"client_id":"id","client_secret":"hush","refresh_token":"quiet"}"#)
        #expect(user == Credentials(clientID: "id", clientSecret: "hush", refreshToken: "quiet"))
        let robot = try parse(
            #"{"type":"service_account","client_email":"a@b","private_key":"hush","subject":"quiet"}"#)
        for credentials in [user, robot] {
            var dumped = ""
            dump(credentials, to: &dumped)
            for text in ["\(credentials)", String(reflecting: credentials), dumped] {
                #expect(!text.contains("hush") && !text.contains("quiet"))
            }
        }
    }

    @Test(arguments: [
        #"{"client_id":"id","client_secret":"hush"}"#, #"{"client_id":"id","client_secret":"hush","refresh_token":""}"#,
        #"{"installed":{"client_id":"id","project_id":"x","client_secret":"hush","redirect_uris":["http://localhost"]}}"#,
    ])
    func `a client alone is what a sign-in starts with`(content: String) throws {
        #expect(try parse(content) == Credentials(clientID: "id", clientSecret: "hush", refreshToken: nil))
    }

    @Test func `a service account is known by its type`() throws {
        let file = """
            {"type":"service_account","project_id":"p","private_key_id":"k","private_key":"PEM","client_email":"a@b",
            "token_uri":"https://elsewhere.invalid/token","subject":"boss@b"}
            """
        let account = ServiceAccount(email: "a@b", privateKey: "PEM", keyID: "k", subject: "boss@b")
        #expect(try parse(file) == .serviceAccount(account))
        let sentence = try failure(#"{"type":"service_account","client_email":"a@b"}"#)
        #expect(sentence == "The service account's key in c.json has no private_key.")
    }

    @Test func `without a client there is nothing to sign in with, and the way to one is told`() throws {
        #expect(try failure(#"{"client_id":"id"}"#, code: "client_missing").hasSuffix("c.json has no client_secret."))
        #expect(try failure("{}", code: "client_missing") == "The credentials file c.json has no client_id.")
    }

    @Test(arguments: ["", "[]", "{", "7", #"{"client_id":7}"#, #"{"type":"service_account","client_email":{}}"#])
    func `nonsense is refused`(content: String) throws {
        #expect(try failure(content).contains("c.json"))
    }
}
