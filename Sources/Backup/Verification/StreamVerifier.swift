import Archive
import Cryptography
import Pipe

/// Verifies what is stored as it came from another program: there is nothing to look into, only bytes that are to be those
/// that came.
package struct StreamVerifier {
    private let file: MeteredFile
    private let sent: String?

    /// - Parameters:
    ///   - md5: of what came, as it was noted; nil where nobody noted it: then what the file's keeper tells has to do.
    ///   - progress: bytes fetched so far, about once a MiB, on the verifying thread.
    package init(
        _ file: any BackupFile, md5: String?, cancellation: Cancellation = Cancellation(),
        progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) {
        self.file = MeteredFile(file, cancellation: cancellation, progress: progress)
        sent = (md5 ?? file.md5)?.lowercased()
    }

    /// Damage is in the report. With the depth of a header nothing is read: what the keeper tells is compared with what was
    /// noted. For a thread that may block.
    /// - Throws: `CancellationRequested`; the file's errors.
    package func verify(_ depth: VerificationReport.Depth) throws -> VerificationReport {
        var report = VerificationReport(depth: depth, contentsChecked: depth == .full)
        let kept = file.md5?.lowercased()
        let found = depth == .full ? try digest() : kept
        if depth == .full, let kept { report.isAsStored = found == kept }
        if found != sent {
            report.problems.append(VerificationProblem(.checksumMismatch(of: "the whole file")))
        }
        report.bytesRead = file.bytesRead
        return report
    }

    /// - Returns: MD5 in lower-case hexadecimal.
    private func digest() throws -> String {
        let source = try file.source(from: 0, count: max(0, file.size))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 4096)
        defer { buffer.deallocate() }
        var digest = Digest(.md5)
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { return digest.finish() }
            digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
