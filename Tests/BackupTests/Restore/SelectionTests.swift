import Backup
import Testing

@Suite struct SelectionTests {
    @Test(arguments: [
        ("homeassistant", "homeassistant", true), ("homeassistant", "homeassistant.extra", false),
        ("homeassistant/.storage", "homeassistant", true), ("homeassistant/.storage", "homeassistant/www", false),
        ("homeassistant/.storage", "homeassistant/.storage/deep/er", true), ("share/**", "share", true),
        ("share/**", "ssl", false), ("**/x", "anything/at/all", true), ("*/x", "anything", true), ("s*", "share", true),
        ("s*", "media", false), ("./share/", "share", true), ("share/?/x", "share/ab", false),
    ])
    func `a folder is gone into when something wanted can be in it`(pattern: String, folder: String, isReached: Bool)
        throws
    {
        #expect(try Selection([pattern]).mayReach(into: EntryPath(Array(folder.utf8))) == isReached)
    }

    @Test func `without patterns everything is wanted`() throws {
        let selection = Selection()
        #expect(try selection.mayReach(into: EntryPath([97])) && selection.unused.isEmpty)
    }
}
