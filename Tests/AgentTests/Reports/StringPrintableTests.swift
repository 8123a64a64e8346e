import Agent
import JSON
import Testing

struct StringPrintableTests {
    @Test(arguments: [
        ("Küche 🏠.yaml", "Küche 🏠.yaml"), ("\u{1b}[31mred\u{7}", " [31mred "), ("a\r\nb\tc\0", "a  b c "),
        ("\u{9b}2J\u{7f}\u{85}", " 2J  "),
    ])
    func `a name from outside cannot steer a terminal`(name: String, shown: String) {
        #expect(name.printable == shown)
    }

    @Test func `JSON without control characters means the same`() throws {
        let value: JSON = ["name": "\u{1b}[31m\u{9b}2J\u{7f}\u{85}ü\n"]
        let text = String(decoding: value.text, as: UTF8.self).printableJSON
        #expect(text == #"{"name":"\u001b[31m\u009b2J\u007f\u0085ü\n"}"#)
        #expect(try JSON(parsing: text.utf8) == value)
    }
}
