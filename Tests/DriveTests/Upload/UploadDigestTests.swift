import Cryptography
import TestSupport
import Testing

@testable import Drive

@Suite struct UploadDigestTests {
    @Test func `whatever leaves in whatever pieces, each byte counts once`() {
        var random = SeededRandom(seed: 7)
        let bytes = (0..<10_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let digest = UploadDigest()
        var start: Int64 = 0
        bytes.withUnsafeBytes { file in
            while start < file.count {
                let chunk = UnsafeRawBufferPointer(rebasing: file[Int(start)...].prefix(999))
                // What is sent again goes back, and an answer may confirm only a part.
                for _ in 0..<4 {
                    digest.follow(chunk, from: start, upTo: start + .random(in: 0...Int64(chunk.count), using: &random))
                }
                let kept = Int64.random(in: 0...Int64(chunk.count), using: &random)
                digest.follow(chunk, from: start, upTo: start + kept)
                start += kept
            }
        }
        #expect(digest.finish() == Digest.hex(.md5, of: bytes))
    }

    @Test func `what lies outside of the bytes at hand is not read`() {
        let digest = UploadDigest()
        [UInt8]([1, 2, 3]).withUnsafeBytes {
            digest.follow($0, from: 0, upTo: 4)
            digest.follow($0, from: 1, upTo: 2)
        }
        #expect(digest.finish() == Digest.hex(.md5, of: [UInt8]()))
    }
}
