import Agent
import TestSupport
import Testing

@Suite struct ConfigurationFuzzTests {
    /// A file in which every construct occurs, short so that most mutations hit something.
    private static let valid = Array(
        """
        # ünïcode
        mqtt: {host: broker, port: 1883, username: , password: "p\\u00e4ss\\n", base_topic: 'a/b'}
        source:
          folders: {share: /share, addons/local: /a}
          exclude: ["www/*", '**/x']
        backup:
          name: >-
            DrivePipe {date}
            {time}
          level: 6
        drive: {chunk_size: 8MiB, rate_limit: 2MB/s, api_url: "https://[::1]:80/"}
        schedule: {time: 03:15, enabled: off}
        """.utf8)

    /// Bytes that mean something to YAML, to UTF-8 or to our values.
    private static let spice: [[UInt8]] =
        [
            [0], [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x80, 0xA8], [0x85],
            [0xC2, 0x85],
        ]
        + [
            "\n", "\r", "\t", "- ", ": ", "? ", "[", "]", "{", "}", "&a ", "*a ", "!secret ", "!!binary ", "|", ">",
            "\"",
            "'", "%YAML 1.2\n", "---\n", "...\n", "#", "99999999999999999999", "-1", "<<: ", "\\x", "~", "@", "`",
        ].map { Array($0.utf8) }

    @Test(arguments: 0..<8) func `no bytes crash the reader`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var taken = 0
        for _ in 0..<1000 {
            let bytes = mutate(Self.valid, &random)
            do {
                let configuration = try Configuration(yaml: bytes, file: "fuzz.yaml", environment: [:])
                #expect((1...9).contains(configuration.backup.level) && !configuration.mqtt.host.isEmpty)
                taken += 1
            } catch {
                #expect(!error.message.isEmpty && error.file?.hasSuffix(".yaml") == true && (error.line ?? 0) > 0)
            }
        }
        #expect((1..<1000).contains(taken), "the mutations are too wild or too tame: \(taken) of 1000 were taken")
    }

    @Test func `what the mutations start from is taken`() throws {
        let configuration = try Configuration(yaml: Self.valid, file: "fuzz.yaml", environment: [:])
        #expect(configuration.backup.name == "DrivePipe {date} {time}")
        #expect(configuration.mqtt.password?.value == "päss\n")
    }

    private func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 0...12, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &random))
            case 2: bytes.insert(contentsOf: Self.spice.randomElement(using: &random) ?? [], at: start)
            case 3: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: start)
            default: bytes.removeSubrange(start...)
            }
            if bytes.isEmpty { bytes = Self.valid }
        }
        return bytes
    }
}
