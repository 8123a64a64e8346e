import Drive
import Testing

@Suite struct DriveQueryTests {
    @Test func `a query quotes what would end its text`() {
        let query = DriveQuery.marked(["drivepipe": "folder", "instance": #"O'Neil\"#])
        #expect(
            query.text == "appProperties has { key='drivepipe' and value='folder' } and "
                + #"appProperties has { key='instance' and value='O\'Neil\\' } and trashed = false"#)
    }
}
