import Archive
import Pipe

/// Verifies a stored backup, wherever it lies, without unpacking it anywhere and in little memory.
package struct BackupVerifier {
    private let file: MeteredFile
    private let secret: SecureTarSecret?
    private let cancellation: Cancellation

    /// - Parameters:
    ///   - secret: the password's; without one the contents of an encrypted backup stay unchecked.
    ///   - progress: bytes fetched so far, about once a MiB, on the verifying thread.
    package init(
        _ file: any BackupFile, secret: SecureTarSecret? = nil, cancellation: Cancellation = Cancellation(),
        progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) {
        self.file = MeteredFile(file, cancellation: cancellation, progress: progress)
        self.secret = secret
        self.cancellation = cancellation
    }

    /// Damage is in the report. For a thread that may block.
    /// - Throws: `CancellationRequested`; `CryptographyError`; the file's errors.
    package func verify(_ depth: VerificationReport.Depth) throws -> VerificationReport {
        var index: BackupIndex?
        var damage: BackupDamage?
        do {
            index = try BackupIndex(of: file, cancellation: cancellation)
        } catch let error as BackupDamage {
            damage = error
        }
        var pass = VerificationPass(depth, index: index, secret: secret, cancellation: cancellation)
        switch depth {
        case .header: try pass.readStarts(of: file)
        case .full: try pass.readAll(of: file)
        }
        return pass.report(indexDamage: damage, bytesRead: file.bytesRead)
    }
}
