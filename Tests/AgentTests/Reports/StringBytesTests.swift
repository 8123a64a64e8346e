import Agent
import JSON
import Testing

@Suite struct StringBytesTests {
    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (1_048_575, "1.0 MiB"),
            (1_500_000, "1.4 MiB"), ((1 << 30) - 1, "1.0 GiB"), (5_000_000_000, "4.7 GiB"), (Int64.max, "8.0 EiB"),
            (-2048, "-2.0 KiB"),
        ] as [(Int64, String)])
    func `bytes are told in the unit that fits`(bytes: Int64, text: String) {
        #expect(String(bytes: bytes) == text)
    }

    @Test(arguments: ["a", "\"", "\\", "\u{1}", "\n", "é", "\u{1F4A5}", "e\u{301}\u{302}\u{303}"])
    func `a cut text takes no more in JSON than was asked for`(letter: String) {
        for count in [0, 1, 5, 6, 64] {
            let cut = String(repeating: letter, count: 200).cut(toBytes: count)
            #expect(JSON.string(cut).text.count <= count + 2)
            #expect(count < 12 || JSON.string(cut).text.count > count - 5)
        }
        #expect("short".cut(toBytes: 30) == "short")
    }
}
