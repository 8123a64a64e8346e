import Drive
import FoundationEssentials
import Testing

@Suite struct CredentialsTests {
    private func failure(_ content: String) throws -> String {
        let error = try #require(throws: DriveError.self) {
            try Credentials(parsing: Data(content.utf8), name: "c.json")
        }
        #expect(error.code == "not_authorized")
        return error.sentence
    }

    @Test func `a complete file is accepted and shows nothing of itself`() throws {
        let file = #"{"client_id":"id","client_secret":"hush","refresh_token":"quiet"}"#
        let credentials = try Credentials(parsing: Data(file.utf8), name: "c.json")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("hush") && !text.contains("quiet"))
        }
    }

    @Test func `a service account's key is refused with a clear sentence`() throws {
        let sentence = try failure(#"{"type":"service_account","private_key":"hush"}"#)
        #expect(sentence == "c.json is a service account's key, which is not supported yet.")
    }

    @Test func `what is missing is named, what is there is not shown`() throws {
        let sentence = try failure(#"{"client_id":"id","client_secret":"hush"}"#)
        #expect(sentence == "The credentials file c.json has no refresh_token.")
    }

    @Test(arguments: ["", "[]", "{", #"{"client_id":7}"#])
    func `nonsense is refused`(content: String) throws {
        #expect(try failure(content).contains("c.json"))
    }

    @Test func `a file that is not there is named`() throws {
        let error = try #require(throws: DriveError.self) { try Credentials(file: "/nowhere/c.json") }
        #expect(error.sentence == "The credentials file /nowhere/c.json cannot be read.")
    }
}
