import Backup
import Testing

@Suite struct EntryPathTests {
    @Test(arguments: [
        ("a", ["a"]), ("./a", ["a"]), ("a//b/./c/", ["a", "b", "c"]), ("././", []), (".", []), ("...", ["..."]),
        ("..a/b..", ["..a", "b.."]), ("a\\b", ["a\\b"]), (" ", [" "]), ("a\nb", ["a\nb"]),
    ])
    func `a harmless name is taken to pieces`(name: String, components: [String]) throws {
        #expect(try EntryPath(Array(name.utf8)).components.map { String(decoding: $0, as: UTF8.self) } == components)
    }

    @Test(arguments: [
        ("", EntryRefusal.emptyName), ("/etc/x", .absoluteName), ("//x", .absoluteName), ("..", .leadsOut),
        ("../x", .leadsOut), ("a/../../x", .leadsOut), ("a/..", .leadsOut), ("./../x", .leadsOut), ("a\0b", .nulInName),
    ])
    func `a name that could do harm is refused`(name: String, refusal: EntryRefusal) {
        #expect(throws: refusal) { try EntryPath(Array(name.utf8)) }
    }

    @Test func `names are taken up to the limits of file systems and no further`() throws {
        let longest = [UInt8](repeating: 0xff, count: 255)
        #expect(try EntryPath(longest).components == [longest])
        #expect(throws: EntryRefusal.nameTooLong) { try EntryPath(longest + [0xff]) }
        #expect(throws: EntryRefusal.pathTooLong) { try EntryPath([UInt8](repeating: 97, count: 10_000)) }
        #expect(throws: EntryRefusal.pathTooLong) { try EntryPath(path(levels: 5_000)) }
        #expect(try EntryPath(path(levels: 256)).components.count == 256)
        #expect(throws: EntryRefusal.tooDeep) { try EntryPath(path(levels: 257)) }
    }

    private func path(levels: Int) -> [UInt8] {
        Array(String(repeating: "d/", count: levels).utf8)
    }
}
