import Archive
import Backup
import Cryptography
import FoundationEssentials
import Testing

@Suite struct ManifestTests {
    @Test func `the slug is Home Assistant's for that name and date`() {
        // hashlib.sha1("2026-11-05t03:04:05.678901+00:00 - stream test".encode()).hexdigest()[:8]
        #expect(Manifest.slug(name: "Stream test", date: "2026-11-05T03:04:05.678901+00:00") == "245f34ab")
    }

    /// Computed by Python, in the same way; its lower case knows the sigma at the end of a word.
    @Test(arguments: [("ΑΝΤΙΓΡΑΦΟ ΑΣΦΑΛΕΙΑΣ", "572db444"), ("ΣΑΣ", "462f590c"), ("ΟΔΟΣ 2 ΣΑ.Σ Σ", "5ea9516d")])
    func `the slug is Home Assistant's in Greek, too`(name: String, slug: String) {
        #expect(Manifest.slug(name: name, date: "2026-11-05T03:04:05.678901+00:00") == slug)
    }

    @Test(arguments: [(0.0, "1970-01-01T00:00:00.000000+00:00"), (1_767_225_599.5, "2025-12-31T23:59:59.500000+00:00")])
    func `dates are as Python writes them`(seconds: Double, text: String) {
        #expect(Manifest.isoDate(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func `every key that Core and the Supervisor need is there with its type`() throws {
        let manifest = Manifest(
            name: "Night", date: Date(timeIntervalSince1970: 1_767_225_599.5), homeAssistantVersion: "2026.11.0",
            excludesDatabase: true, folders: [.share, .localApps], compressed: true, protected: true,
            instance: "drivepipe", producerVersion: "1.0",
            members: [StoredMember(name: "homeassistant.tar.gz", size: 4, tarBytes: 9, sha256: "ab")])
        let text = String(decoding: try manifest.encoded(), as: UTF8.self).replacing(/[0-9a-f]{64}/, with: "SUM")
        #expect(
            text == """
                {"addons":[],"compressed":true,"date":"2025-12-31T23:59:59.500000+00:00","drivepipe.checksum":"SUM",\
                "drivepipe.members":[{"name":"homeassistant.tar.gz","sha256":"ab","size":4,"tar_bytes":9}],\
                "extra":{"drivepipe.instance":"drivepipe","drivepipe.producer":"drivepipe","drivepipe.version":"1.0"},\
                "folders":["share","addons/local"],\
                "homeassistant":{"exclude_database":true,"size":0,"version":"2026.11.0"},"name":"Night","protected":true,\
                "repositories":[],"slug":"\(manifest.slug)","type":"partial","version":2}
                """)
    }
}

extension ManifestTests {
    @Test func `the checksum is that of the text with zeros in its place`() throws {
        // Even a name that looks like the place of the checksum is left alone.
        let trap = "\"drivepipe.checksum\":\"" + String(repeating: "0", count: 64)
        let manifest = Manifest(
            name: trap, date: Date(timeIntervalSince1970: 0), homeAssistantVersion: "2026.11.0",
            excludesDatabase: false, folders: [], compressed: true, protected: false, instance: "a",
            producerVersion: "1.0", members: [])
        let text = String(decoding: try manifest.encoded(), as: UTF8.self)
        let sum = try #require(text.firstMatch(of: /"drivepipe.checksum":"([0-9a-f]{64})"/)).output.1
        let open = text.replacing(sum, with: String(repeating: "0", count: 64))
        #expect(Digest.hex(.sha256, of: open) == sum)
    }
}

@Suite struct BackupNameTests {
    let date = Date(timeIntervalSince1970: 1_767_225_599.25)

    @Test func `date and time are filled in`() {
        let name = BackupName(template: "DrivePipe {date} {time}", date: date)
        #expect(name.text.wholeMatch(of: /DrivePipe 20\d\d-\d\d-\d\d \d\d:\d\d/) != nil)
        #expect(
            name.fileName.wholeMatch(
                of: /DrivePipe_20\d\d-\d\d-\d\d_\d\d\.\d\d_20\d\d-\d\d-\d\d_\d\d\.\d\d_\d\d250000\.tar/) != nil)
    }

    @Test(arguments: [
        "a/b", "..", ".", "", "a\\b", "a\nb", "a/\u{301}b", "a\\\u{fe0f}b", "a\u{0}b", "a\r\nb", "a\u{85}b",
    ])
    func `no name that Home Assistant would refuse`(template: String) {
        let name = BackupName(template: template, date: date)
        // Python has no notion of characters that consist of several scalars.
        #expect(
            !name.text.unicodeScalars.contains { $0 == "/" || $0 == "\\" || $0.properties.generalCategory == .control })
        #expect(![".", "..", ""].contains(name.text))
        #expect(!name.fileName.contains("/"))
    }

    @Test(arguments: [
        ("N: {date}", "N- 2"), ("é: {date}", "é- 2"), ("::", ":-"), (": {date}", ": 2"), ("NN: 1", "NN: 1"),
    ])
    func `no name that begins like a drive of Windows, which Home Assistant takes for a path`(
        template: String, start: String
    ) {
        #expect(BackupName(template: template, date: date).text.hasPrefix(start))
    }

    @Test func `a file of that name fits where 255 bytes are the most`() {
        let name = BackupName(template: String(repeating: "備", count: 120), date: date)
        #expect(name.fileName.utf8.count <= 255)
        #expect(name.text.allSatisfy { $0 == "備" })
    }
}
