import JSON
import Testing

@testable import DriveSimulator

@Suite struct FieldMaskTests {
    private let list: JSON = [
        "kind": "drive#fileList", "nextPageToken": "t",
        "files": [["id": "1", "name": "a", "user": ["name": "n", "mail": "m"]], ["id": "2", "name": "b"]],
    ]

    private func masked(_ fields: String) -> JSON? {
        FieldMask(fields)?.apply(list)
    }

    @Test func `only the named members come back`() {
        #expect(masked("kind") == ["kind": "drive#fileList"])
        #expect(masked("kind, nextPageToken") == ["kind": "drive#fileList", "nextPageToken": "t"])
        #expect(masked("absent") == [:])
    }

    @Test func `parentheses and slashes select below, element by element`() {
        #expect(masked("files(id)") == ["files": [["id": "1"], ["id": "2"]]])
        #expect(masked("files/id") == masked("files(id)"))
        #expect(masked("files(id,user/mail)") == ["files": [["id": "1", "user": ["mail": "m"]], ["id": "2"]]])
        #expect(masked("files/id,files/name") == masked("files(id,name)"))
    }

    @Test func `a star selects everything`() {
        #expect(masked("*") == list)
        #expect(masked("files(*)") == masked("files"))
    }

    @Test(arguments: ["", "a,", ",a", "a(", "a()", "a(b", "a)b", "a/", "a b(c))"])
    func `a selection that is not well formed is refused`(fields: String) {
        #expect(FieldMask(fields) == nil)
    }

    @Test func `nesting without end is refused`() {
        #expect(FieldMask(String(repeating: "a/", count: 10_000) + "a") == nil)
    }
}
