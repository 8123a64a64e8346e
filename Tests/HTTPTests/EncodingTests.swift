import HTTP
import Testing

@Suite struct EncodingTests {
    @Test func `forms and queries are percent-encoded UTF-8`() {
        #expect(formEncoded([("q", "a b&c=d"), ("ü", "~-._")]) == "q=a%20b%26c%3Dd&%C3%BC=~-._")
    }
}
