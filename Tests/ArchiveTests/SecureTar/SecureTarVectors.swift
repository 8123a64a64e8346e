import Cryptography
import TestSupport
import Testing

@testable import Archive

/// Members computed with other implementations (PyNaCl, cryptography) from fixed salts, as Home Assistant makes them.
enum SecureTarVectors {
    static let password = "correct horse"
    static let rootSalt = [UInt8](0x00...0x0f)
    static let validationSalt = [UInt8](0x10...0x1f)
    /// Also the salt of version 2.
    static let streamSalt = [UInt8](0x20...0x2f)
    static let streamHeader = [UInt8](0x30...0x47)
    static let key2 = "b0944a107588e21ea7ac72ef9be15db8"
    static let vector2 = "63e7331b234a7862b0055bb7bbdcee2e"

    struct Member: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let plaintext: [UInt8]
        let sha256OfVersion3: String
        let sha256OfVersion2: String
    }

    static let members = [
        Member(
            testDescription: "small", plaintext: small, sha256OfVersion3: Digest.hex(.sha256, of: small3),
            sha256OfVersion2: Digest.hex(.sha256, of: small2)),
        Member(
            testDescription: "empty", plaintext: [], sha256OfVersion3: Digest.hex(.sha256, of: empty3),
            sha256OfVersion2: Digest.hex(.sha256, of: empty2)),
        Member(
            testDescription: "big", plaintext: big,
            sha256OfVersion3: "716f256dd8c323b8a7c29c143a33ad5f0cdb9fb15e7f0d5e52b7f4a904a7e0a6",
            sha256OfVersion2: "0b73cb5ec4a3dfb839279c2f2b80b149e9245b471f56ea89fb9f456b923e970d"),
        Member(
            testDescription: "exactly 1 MiB", plaintext: Array(big.prefix(1 << 20)),
            sha256OfVersion3: "2bca995417eec59d0c8c45a75fb1ff3a317974a4c6fd6e17f825fc987a72292c",
            sha256OfVersion2: "9be2c3c70e60ec0c936b6c0d2cc1b16c02058b753242ad1bf64cb27e597262ba"),
    ]

    static let small = Array(([0x1f, 0x8b, 0x08] + Array(repeating: "Hello, SecureTar".utf8, count: 3).joined()))

    /// gzip's magic, then (7 * i) mod 256 for i below 2,500,000.
    static let big: [UInt8] = {
        let period = (0..<256).map { UInt8(truncatingIfNeeded: 7 * $0) }
        let whole = Array(repeating: period, count: 9_766).flatMap { $0 }
        return [0x1f, 0x8b, 0x08] + whole.prefix(2_500_000)
    }()

    static let small3 = [UInt8](
        hex: header("03", size: "33") + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
            + "5f314afc591a5447ab49395f29ffa2d391691201a77bf2ade93987c87d19efec"
            + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4041424344454647"
            + "4c00243f37be6a990b63de0e9b520bdd6bc96c848e82858e2ba2313a679a234cbec7d8c83c51870e0472c8350b4684ac69cc"
            + "acbad16630689cd173430970485395cae40c")
    static let empty3 = [UInt8](
        hex: header("03", size: "00") + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
            + "5f314afc591a5447ab49395f29ffa2d391691201a77bf2ade93987c87d19efec"
            + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4041424344454647"
            + "4c618a1173b7f54e97fb326bf8d69ff065")
    static let small2 = [UInt8](
        hex: header("02", size: "33") + "202122232425262728292a2b2c2d2e2f"
            + "8e77de33f4bf515ab073c12eabf1e69c3da1a4ebb4d89350a8bdaa2bcf350808"
            + "f7495b74b516f966258431a08a1bad42260ef4b546bfcefb55d7363191431b0e")
    static let empty2 = [UInt8](
        hex: header("02", size: "00") + "202122232425262728292a2b2c2d2e2fa95cd8b52a3b93e64bf56478ba582471")

    private static func header(_ version: String, size: String) -> String {
        "536563757265546172" + version + "000000000000" + "00000000000000" + size + "0000000000000000"
    }
}
