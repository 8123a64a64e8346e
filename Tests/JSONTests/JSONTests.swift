import JSON
import Testing

@Suite struct JSONTests {
    @Test func `every kind of value survives text and back`() throws {
        let value: JSON = [
            "null": nil, "yes": true, "count": 9_007_199_254_740_993, "ratio": 0.5, "text": "a/b \"c\" ü",
            "list": [1, "two", [3]], "empty": [:],
        ]
        #expect(try JSON(parsing: value.text) == value)
    }

    @Test func `equal values are equal bytes`() throws {
        #expect(String(decoding: (["b": 1, "a": "x/y"] as JSON).text, as: UTF8.self) == #"{"a":"x/y","b":1}"#)
    }

    @Test(arguments: ["", "{", "[1,", "nul", "{\"a\":}", "\u{1}"])
    func `what is not JSON is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text.utf8) }
    }
}
