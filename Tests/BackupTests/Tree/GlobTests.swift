import Backup
import Testing

/// The expectations are what Python 3.13's `PurePath.full_match` answers.
@Suite struct GlobTests {
    @Test(arguments: [
        ("*.log", "home-assistant.log", true), ("*.log", "deep/home-assistant.log", false),
        ("tts/*", "tts/a.mp3", true), ("tts/*", "tts", false), ("tts/*", "tts/deep/a.mp3", false),
        ("**/__pycache__/*", "__pycache__/a.pyc", true), ("**/__pycache__/*", "a/b/__pycache__/a.pyc", true),
        ("**/__pycache__/*", "a/__pycache__", false), ("**/.DS_Store", ".DS_Store", true),
        ("www/**", "www/a/b", true), ("www/**", "www", false), ("**", "www", true), ("a/**/**", "a", false),
        ("**/**", "a", true),
        ("a/**/b/**", "a/b/c", true), ("a/**/b/**", "a/b", false), ("./www", "www", true), ("www/./a/", "www/a", true),
        ("K?che", "Küche", true), ("[äü]x", "üx", true), ("[!a]x", "üx", true), ("[à-ü]x", "äx", true),
        ("?", "é", true),
        ("a/**/z", "a/z", true), ("a/**/z", "a/b/c/z", true),
        ("home-assistant_v?.db", "home-assistant_v2.db", true),
        ("home-assistant_v?.db", "home-assistant_v22.db", false),
        ("[ab]x", "bx", true), ("[!ab]x", "bx", false), ("[a-c]x", "bx", true), ("[x", "[x", true),
        ("a*b*c", "aXbYc", true),
        ("a*b*c", "aXbY", false), ("", "a", false), ("*", "ü", true),
    ])
    func `a pattern means what Home Assistant means by it`(pattern: String, path: String, matches: Bool) {
        #expect(Glob(pattern).matches(Array(path.utf8)) == matches)
    }

    @Test func `a pattern of many stars against a long name ends soon`() {
        let pattern = Glob(String(repeating: "**/", count: 6) + "x")
        #expect(!pattern.matches(Array(String(repeating: "a/", count: 20).utf8) + [98]))
        let stars = Glob(String(repeating: "*a", count: 30) + "b")
        #expect(!stars.matches([UInt8](repeating: 97, count: 255)))
    }

    @Test func `a name that is not UTF-8 is matched byte by byte`() {
        #expect(Glob("f?f").matches([0x66, 0xff, 0x66]))
        #expect(Glob("*").matches([0xff]))
        #expect(!Glob("f?f").matches([0x66, 0xff, 0xfe, 0x66]))
    }
}

@Suite struct ExclusionsTests {
    let without = Exclusions.configuration(withDatabase: false, exclude: [Glob("www/big")])
    let with = Exclusions.configuration(withDatabase: true)

    @Test func `the database is left out only when asked for`() {
        #expect(without.exclude(Array("home-assistant_v2.db".utf8)))
        #expect(without.exclude(Array("home-assistant_v2.db-wal".utf8)))
        #expect(!with.exclude(Array("home-assistant_v2.db".utf8)))
        #expect(!without.exclude(Array("zigbee.db".utf8)))
    }

    @Test func `the user's patterns join Home Assistant's own`() {
        #expect(without.exclude(Array("www/big".utf8)))
        #expect(without.exclude(Array("backups/old.tar".utf8)))
        #expect(!with.exclude(Array("backups".utf8)))
    }

    @Test func `what is to be included wins over any pattern that leaves it out`() {
        let exclusions = Exclusions.configuration(
            withDatabase: true, exclude: [Glob("www/*")], include: [Glob("*.log"), Glob("www/keep")])
        #expect(!exclusions.exclude(Array("home-assistant.log".utf8)))
        #expect(exclusions.exclude(Array("OZW_Log.txt".utf8)))
        #expect(!exclusions.exclude(Array("www/keep".utf8)))
        #expect(exclusions.exclude(Array("www/big".utf8)))
    }
}
