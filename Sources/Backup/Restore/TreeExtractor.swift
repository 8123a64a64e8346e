import Archive
import Glibc
import Pipe

/// Unpacks the entries of archives below one folder, one after another as they come, whatever they say.
///
/// Nothing is ever written outside the folder: names are proved (`EntryPath`), and paths are walked without following a
/// link, be it one that was there before or one that came out of the archive. An entry that cannot be had in a safe way
/// is left out and told in the summary; the others go on. A file gets its name when it is whole; a restore that stops
/// leaves no part of one.
package final class TreeExtractor {
    /// What the user wants of a restore.
    package struct Options: Sendable {
        /// Whether files and links that were there before are replaced. Folders never are.
        package var overwrites: Bool
        package var selection: Selection

        package init(overwrites: Bool = false, selection: Selection = Selection()) {
            self.overwrites = overwrites
            self.selection = selection
        }
    }

    package private(set) var options: Options
    package internal(set) var summary = RestoreSummary()
    let cancellation: Cancellation
    let directories: DirectoryStack
    /// Files and links that this restore has put down.
    var written = InodeSet()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 4096)
    private var pending = PendingDirectories()
    private let onEntry: (EntryPath) -> Void

    /// - Parameters:
    ///   - path: the folder to restore into. It is made when it is not there and the one it lies in is.
    ///   - onEntry: called before each entry that is restored.
    /// - Throws: `RestoreError`.
    package init(
        into path: String, options: Options = Options(), cancellation: Cancellation,
        onEntry: @escaping (EntryPath) -> Void = { _ in }
    ) throws(RestoreError) {
        directories = DirectoryStack(root: try Self.root(at: path))
        self.options = options
        self.cancellation = cancellation
        self.onEntry = onEntry
    }

    deinit {
        buffer.deallocate()
    }

    private static func root(at path: String) throws(RestoreError) -> OpenDirectory {
        let bytes = Array(path.utf8)
        _ = withPath(bytes) { mkdir($0, 0o755) }
        do throws(SystemError) {
            let root = try OpenDirectory(path: bytes)
            // Better told once than of every entry.
            guard withPath(bytes, { access($0, W_OK | X_OK) }) == 0 else { throw SystemError.last }
            return root
        } catch let error where error.number == ENOTDIR {
            throw .targetNotAFolder(path: path)
        } catch {
            throw .targetUnusable(path: path, error)
        }
    }

    /// Checks that there is room for something that is to come.
    /// - Throws: `RestoreError.noSpace`.
    package func requireSpace(_ bytes: Int64) throws {
        try requireSpace(bytes, in: directories.root)
    }

    /// Restores one entry.
    /// - Parameters:
    ///   - content: at least `member.size` bytes when it is a file; not more than those are read.
    ///   - placement: where the entries of this archive belong.
    /// - Throws: `RestoreError`; `ArchiveDamage.cut` when the content is shorter than it should be; `CancellationRequested`;
    ///   the source's errors.
    package func extract(_ member: TarMember, content: any ByteSource, at placement: Placement = .root) throws {
        try cancellation.check()
        var name = member.path
        do {
            guard let path = try placement.place(EntryPath(member.path)) else { return }
            guard options.selection.selects(path) else { return passBy(member, at: path) }
            name = path.bytes
            onEntry(path)
            try restore(member, at: path, content: content, placement: placement)
        } catch let refusal as EntryRefusal {
            refuse(name, refusal)
        } catch let error as SystemError {
            guard let refusal = error.refusal else {
                throw RestoreError.cannotWrite(path: String(decoding: name, as: UTF8.self), error)
            }
            refuse(name, refusal)
        }
    }

    /// Tells that something was left out.
    func refuse(_ path: [UInt8], _ refusal: EntryRefusal) {
        summary.refuse(path, refusal)
    }

    private func restore(
        _ member: TarMember, at path: EntryPath, content: any ByteSource, placement: Placement
    ) throws {
        switch member.kind {
        case .directory: try makeDirectory(member, at: path)
        case .file: try writeFile(member, at: path, content: content)
        case .symbolicLink(let target): try makeLink(member, at: path, to: target)
        case .hardLink(let target): try copyFile(member, at: path, from: target, placement: placement)
        case .other(let flag): throw EntryRefusal(typeFlag: flag)
        }
    }

    private func makeDirectory(_ member: TarMember, at path: EntryPath) throws {
        // The folder that is restored to is the user's.
        guard !path.components.isEmpty else { return }
        _ = try directories.directory(path.components, making: true)
        remember(member, at: path, onlyIfMade: false)
    }

    /// A folder that is not wanted itself but had to be made for something in it shall not be open to more people than in
    /// the source, nor to fewer.
    private func passBy(_ member: TarMember, at path: EntryPath) {
        guard member.kind == .directory, options.selection.mayReach(into: path) else { return }
        remember(member, at: path, onlyIfMade: true)
    }

    private func remember(_ member: TarMember, at path: EntryPath, onlyIfMade: Bool) {
        pending.add(path, EntryAttributes(member), onlyIfMade: onlyIfMade)
        if pending.isFull { finish() }
    }

    /// Gives the folders their owners, permissions and times, which must be the last thing done to them, also when the
    /// restore was stopped.
    package func finish() {
        pending.drain { path, attributes, onlyIfMade in
            do {
                try setAttributes(attributes, of: path, onlyIfMade: onlyIfMade)
            } catch let error as SystemError where error.number == ENOENT && onlyIfMade {
                return
            } catch {
                summary.note(.warning, path.bytes, "does not have its permissions and time: \(error)")
            }
        }
    }

    private func setAttributes(_ attributes: EntryAttributes, of path: EntryPath, onlyIfMade: Bool) throws {
        let directory = try directories.directory(path.components, making: false)
        if onlyIfMade, try !directories.made.contains(directory.descriptor.status()) { return }
        try attributes.apply(to: directory.descriptor)
        summary.directories += 1
    }
}

extension EntryRefusal {
    fileprivate init(typeFlag: UInt8) {
        let special: [Unicode.Scalar] = ["3", "4", "6"]
        self = special.contains(Unicode.Scalar(typeFlag)) ? .specialFile : .unknownType(typeFlag)
    }
}
