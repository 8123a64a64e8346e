import Agent
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
}
