import Testing

@testable import HTTPServing

@Suite struct FormCodingTests {
    @Test func `escapes and plus signs are decoded in forms`() {
        #expect(FormCoding.fields("a=1%2F%2f&b=x+y&c&d=%C3%BC=&a=2") == ["a": "2", "b": "x y", "c": "", "d": "ü="])
    }

    @Test func `plus signs stay in paths`() {
        #expect(FormCoding.decode("/a+b%20c") == "/a+b c")
    }

    @Test(arguments: ["%", "%4", "%zz", "%+1", "%-1"])
    func `a broken escape stays as it is`(text: String) {
        #expect(FormCoding.decode(text) == text)
    }
}
