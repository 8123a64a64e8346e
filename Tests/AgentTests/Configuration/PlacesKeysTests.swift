import Agent
import Testing

/// The keys that say where backups are kept.
@Suite struct PlacesKeysTests {
    private func load(_ text: String) throws -> Configuration {
        try Configuration(yaml: Array(text.utf8), file: "drivepipe.yaml", environment: [:])
    }

    @Test func `a folder and a place for copies are taken, without a warning`() throws {
        let configuration = try load("destination: folder\ndestination_dir: /nas/a\ntee: /ssd\ntee_required: true\n")
        #expect(configuration.destination == .folder && configuration.destinationDirectory == "/nas/a")
        #expect(configuration.tee.directory == "/ssd" && configuration.tee.isRequired)
        #expect(configuration.warnings == [])
    }

    @Test(
        arguments: [
            ("destination: folder\n", "destination"),
            ("destination: folder\ndestination_dir: /nas\ntee: /nas/\n", "tee"),
        ])
    func `what makes no sense together is refused, with its place`(text: String, key: String) {
        let error = #expect(throws: ConfigurationError.self) { try load(text) }
        #expect(error?.code == .conflict && error?.key == key && error?.line != nil)
    }
}
