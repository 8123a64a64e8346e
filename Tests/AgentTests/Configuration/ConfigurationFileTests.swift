import FoundationEssentials
import TestSupport
import Testing

@testable import Agent

/// The file we hand out, and how a file that names things relatively is read.
@Suite struct ConfigurationFileTests {
    private static let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "config/drivepipe.yaml").path

    private var text: String {
        get throws { String(decoding: try Data(contentsOf: URL(filePath: Self.sample)), as: UTF8.self) }
    }

    @Test func `the sample is the defaults`() throws {
        let bytes = Array(try text.utf8)
        #expect(try Configuration(yaml: bytes, file: "drivepipe.yaml", environment: [:]) == Configuration())
    }

    @Test func `the sample names every key and no other`() throws {
        let root = try #require(try YAMLComposer.compose(Array(try text.utf8)))
        #expect(paths(root, below: "") == Configuration.keys)
        #expect(Configuration.keys.contains("source.folders.addons_local"))
        #expect(Configuration.keys.contains("mqtt.password_file"))
    }

    @Test func `the keys stand in the order of the sample`() throws {
        let places = try ConfigurationKey.all.map { key in try place(of: key.path) }
        #expect(places == places.sorted())
    }

    /// How many lines of the sample come before a key, going down one level after the other.
    private func place(of path: String) throws -> Int {
        let lines = try text.split(separator: "\n", omittingEmptySubsequences: false)
        return try path.split(separator: ".").enumerated().reduce(0) { start, key in
            let line = String(repeating: "  ", count: key.offset) + key.element + ":"
            return try #require(lines[start...].firstIndex { $0.hasPrefix(line) }, "\(path)")
        }
    }

    private func paths(_ node: YAMLNode, below path: String) -> Set<String> {
        guard case .mapping(let pairs, _) = node else { return [path] }
        return Set(pairs.flatMap { paths($0.value, below: path.isEmpty ? $0.key : "\(path).\($0.key)") })
    }

    @Test func `every key can come from the environment`() throws {
        for key in Configuration.keys.subtracting(["mqtt.password_file", "backup.password_file"]) {
            let variable = "DRIVEPIPE_" + key.uppercased().split(separator: ".").joined(separator: "_")
            let error = #expect(throws: ConfigurationError.self, "\(variable)") {
                // No kind of value takes an empty line and a NUL.
                try Configuration.load(file: nil, environment: [variable: "/\n\0"])
            }
            #expect(error?.key == key)
            #expect(error?.origin == .environment(variable))
        }
    }

    @Test func `a discovery folder is found beside the file and one folder further up`() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("config")
        let file = try folder.write("discovery_dir: entities", to: "config/c.yaml")
        func found() throws -> String { try Configuration.load(file: file, environment: [:]).discoveryDirectory }
        #expect(try found() == "entities")
        try folder.makeFolder("entities")
        #expect(try found() == "\(folder.path)/config/../entities")
        try folder.makeFolder("config/entities")
        #expect(try found() == "\(folder.path)/config/entities")
    }

    @Test func `a path from the root stays as it is`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("discovery_dir: /nowhere/discovery", to: "c.yaml")
        #expect(try Configuration.load(file: file, environment: [:]).discoveryDirectory == "/nowhere/discovery")
    }
}
