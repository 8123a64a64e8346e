import Testing

@testable import DriveSimulator

@Suite struct QueryTests {
    private let file: StoredFile = {
        var file = StoredFile(id: "1", now: Timestamp(milliseconds: 0))
        file.name = "Bob's \\ backup.tar"
        file.mimeType = "application/x-tar"
        file.parents = ["folder"]
        file.appProperties = ["slug": "abc"]
        file.createdTime = Timestamp(milliseconds: 1_780_000_000_000)
        return file
    }()

    private func matches(_ query: String) throws -> Bool {
        try #require(QueryParser.parse(query)).matches(file, root: "root-id")
    }

    @Test(arguments: [
        #"name = 'bob\'s \\ BACKUP.tar'"#, "name contains 'backup'", "name != 'other'", "mimeType='application/x-tar'",
        "mimeType != 'application/vnd.google-apps.folder'", "trashed = false", "trashed=false", "trashed != true",
        "'folder' in parents", "not 'root' in parents", "appProperties has { key='slug' and value='abc' }",
        "not properties has { key='slug' and value='abc' }", "createdTime > '2012-06-04T12:00:00'",
        "createdTime <= '2026-11-23T10:00:00+01:00'", "name = 'x' or name contains 'tar'",
        "(name = 'x' or trashed = false) and 'folder' in parents", "not (name = 'x' and trashed = true)",
        "name='x' and name='y' or trashed=false", "NOT trashed = true AND starred = false",
    ])
    func `the file is found`(query: String) throws {
        #expect(try matches(query))
    }

    @Test(arguments: [
        "name = 'backup'", "trashed = true", "'other' in parents", "appProperties has { key='slug' and value='x' }",
        "name contains 'tar' and trashed = true", "not name contains 'tar'", "createdTime < '2012-06-04T12:00:00'",
        "trashed=true and (name contains 'tar' or trashed=false)",
    ])
    func `the file is not found`(query: String) throws {
        #expect(try !matches(query))
    }

    @Test(arguments: [
        "name", "name =", "name = x", "name = 'x", "name = 'x' and", "and name = 'x'", "(name = 'x'", "name = 'x')",
        "color = 'red'", "trashed = 'false'", "trashed > true", "'x' in owners", "'x' parents", "name ~ 'x'",
        "appProperties has { key='a' }", "appProperties = 'a'", "createdTime > 'yesterday'",
        "createdTime contains '2012'", "name = 'x' name = 'y'",
    ])
    func `what is no query is refused`(query: String) {
        #expect(QueryParser.parse(query) == nil)
    }

    @Test func `nesting without end is refused`() {
        #expect(QueryParser.parse(String(repeating: "(", count: 100_000)) == nil)
        #expect(QueryParser.parse(String(repeating: "not ", count: 100_000) + "trashed=true") == nil)
    }
}
