import Agent
import Testing

@Suite struct YAMLParserTests {
    private func compose(_ text: String) throws(YAMLError) -> YAMLNode? {
        try YAMLComposer.compose(Array(text.utf8))
    }

    private func scalar(_ text: String, _ line: Int, _ column: Int, plain: Bool = true, tag: String? = nil) -> YAMLNode
    {
        .scalar(text, isPlain: plain, tag: tag, at: .init(line: line, column: column))
    }

    @Test func `sections, lists and values keep their places`() throws {
        let root = try compose(
            """
            # comment
            mqtt: {host: "a b", port: 1883}
            list:
              - one
              - !secret two
            """)
        let mqtt = YAMLNode.mapping(
            [
                .init(key: "host", keyMark: .init(line: 2, column: 8), value: scalar("a b", 2, 14, plain: false)),
                .init(key: "port", keyMark: .init(line: 2, column: 21), value: scalar("1883", 2, 27)),
            ], at: .init(line: 2, column: 7))
        let list = YAMLNode.sequence(
            [scalar("one", 4, 5), scalar("two", 5, 5, tag: "!secret")], at: .init(line: 4, column: 3))
        #expect(
            root
                == .mapping(
                    [
                        .init(key: "mqtt", keyMark: .init(line: 2, column: 1), value: mqtt),
                        .init(key: "list", keyMark: .init(line: 3, column: 1), value: list),
                    ], at: .init(line: 2, column: 1)))
    }

    @Test(arguments: ["", "# nothing\n", "\u{FEFF}", "\n\n"])
    func `a text without values is no document`(text: String) throws {
        #expect(try compose(text) == nil)
    }

    @Test(arguments: ["~", "null", "--- \n"])
    func `nothing is null`(text: String) throws {
        #expect(try #require(try compose(text)).isNull)
    }

    @Test(arguments: ["\"~\"", "'null'", "''", "nil"])
    func `quoted it is text`(text: String) throws {
        #expect(try #require(try compose(text)).isNull == false)
    }

    @Test func `a byte order mark and Windows line ends are no obstacle`() throws {
        guard case .mapping(let pairs, _) = try compose("\u{FEFF}a: 1\r\nb: 2\r\n") else {
            Issue.record("no mapping")
            return
        }
        #expect(pairs.map(\.key) == ["a", "b"])
        #expect(pairs[1].value == scalar("2", 2, 4))
    }

    @Test(arguments: [
        ("a: [1, 2\n", 2), ("a: 1\nb: \"x", 2), ("a: 1\n\tb: 2", 2), ("a: b: c", 1), ("a: 1\n  b: 2\n", 2),
        ("a: *x", 1), ("a: &x 1", 1), ("&x a: 1", 1), ("a: 1\nb: 1\na: 2", 3), ("[a]: 1", 1), ("? {a: 1}\n: 2", 1),
        ("a: 1\n---\nb: 2", 2), ("a: !x [1]", 1), ("!x {a: 1}", 1), ("a: \u{1}", 1), ("%YAML 9.9\n---\na: 1", 1),
        ("a: \"\\uD800\"", 1), ("!x a: 1", 1),
    ])
    func `what we do not take is refused with its line`(text: String, line: Int) {
        let error = #expect(throws: YAMLError.self) { try self.compose(text) }
        #expect(error?.mark.line == line, "\(String(describing: error))")
    }

    @Test func `a key twice names both places`() {
        let error = #expect(throws: YAMLError.self) { try self.compose("a: 1\nb: 2\na: 3") }
        #expect(error?.message == "the key `a` stands here twice")
        #expect(error?.mark == .init(line: 3, column: 1))
        #expect(error?.hint?.contains("line 1") == true)
    }

    @Test func `bytes that are no UTF-8 are refused with their line`() {
        let error = #expect(throws: YAMLError.self) {
            try YAMLComposer.compose(Array("a: 1\nb: ".utf8) + [0xFF, 0x0A])
        }
        #expect(error?.mark.line == 2)
        #expect(error?.message == "the text is not UTF-8")
    }

    @Test func `depth and size have an end`() throws {
        let deep = YAMLComposer.maximumDepth
        #expect(try compose(String(repeating: "[", count: deep) + String(repeating: "]", count: deep)) != nil)
        for depth in [deep + 2, 100_000] {
            let error = #expect(throws: YAMLError.self) {
                try self.compose(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
            }
            #expect(error?.message.contains("nested deeper") == true)
        }
        let error = #expect(throws: YAMLError.self) {
            try self.compose(String(repeating: "# x\n", count: YAMLComposer.maximumSize / 4 + 1))
        }
        #expect(error?.message.contains("larger than") == true)
    }
}
