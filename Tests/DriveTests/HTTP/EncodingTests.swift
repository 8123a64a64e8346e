import Drive
import Testing

@Suite struct EncodingTests {
    @Test func `forms and queries are percent-encoded UTF-8`() {
        #expect(formEncoded([("q", "a b&c=d"), ("ü", "~-._")]) == "q=a%20b%26c%3Dd&%C3%BC=~-._")
    }

    @Test func `a query quotes what would end its text`() {
        let query = DriveQuery.marked(["drivepipe": "folder", "instance": #"O'Neil\"#])
        #expect(
            query.text == "appProperties has { key='drivepipe' and value='folder' } and "
                + #"appProperties has { key='instance' and value='O\'Neil\\' } and trashed = false"#)
    }
}
