import Archive
import Backup
import Pipe
import TestSupport

/// A folder's tar, unpacked.
struct UnpackedTree {
    let folder: SourceFolder
    let names: [String]
    let tarSize: Int
    /// What the archiver told.
    let notices: [BackupNotice]

    func path(_ name: String) -> String { "\(folder.path)/data/\(name)" }

    /// - Parameters:
    ///   - allowance: bytes that the tar may be larger than planned.
    ///   - stepping: called when so many bytes of the tar were written.
    init(_ tree: FileTree, allowance: Int64 = 0, stepping: @escaping (Int) -> Void = { _ in }) throws {
        let tar = TarWriter(ByteCollector(onWrite: stepping), dialect: .pax)
        var archiver = TreeArchiver(tree, allowance: allowance, cancellation: Cancellation()) { _ in }
        try archiver.write(into: tar)
        notices = archiver.notices.list
        let bytes = try tar.finish().bytes
        tarSize = bytes.count
        folder = try SourceFolder()
        names = try listing(of: bytes)
        try checked("/bin/tar", ["-xf", "-", "-C", folder.path], input: bytes)
    }
}
