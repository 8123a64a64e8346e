import Glibc
import Pipe

/// Where a file or link is to stand, and what stands there now.
struct EntryPlace {
    let parent: OpenDirectory
    let name: [UInt8]
    let replaced: stat?
}

extension TreeExtractor {
    /// The place of a file or link, its folders made.
    /// - Throws: `EntryRefusal` when the place is taken; `SystemError`.
    func place(for path: EntryPath) throws -> EntryPlace {
        guard let name = path.components.last else { throw EntryRefusal.emptyName }
        let parent = try directories.directory(path.components.dropLast(), making: true)
        let there = try parent.status(of: name)
        if let there { try requireReplaceable(there) }
        return EntryPlace(parent: parent, name: name, replaced: there)
    }

    private func requireReplaceable(_ there: stat) throws(EntryRefusal) {
        let kind = there.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFLNK else { throw .somethingElseInPlace }
        guard options.overwrites || written.contains(there) else { throw .exists }
    }

    /// Makes something in its place and keeps in mind that it is this restore's own.
    func put(_ place: EntryPlace, at path: EntryPath, make: (_ temporary: [UInt8]) throws -> Void) throws {
        let status = try place.parent.put(place.name, make: make)
        if let replaced = place.replaced, written.contains(replaced) {
            // This also tells of names that differ only in case, where upper and lower case are the same to the file system.
            summary.note(.warning, path.bytes, "is in the backup twice; the later one was taken")
        }
        // Its number may be given to a file of somebody else now.
        if let replaced = place.replaced { written.remove(replaced) }
        written.insert(status)
    }

    /// - Throws: `RestoreError.noSpace`.
    func requireSpace(_ bytes: Int64, in directory: OpenDirectory) throws {
        guard let free = directory.descriptor.freeBytes, free < bytes else { return }
        throw RestoreError.noSpace(needed: bytes, free: free)
    }
}

extension SystemError {
    /// No room on the disk, or none for this user.
    var isFull: Bool { number == ENOSPC || number == EDQUOT }

    /// What it means for an entry, when it is a matter of that entry alone and not of the disk.
    var refusal: EntryRefusal? {
        switch number {
        case ELOOP, ENOTDIR, EISDIR, EEXIST, ENOTEMPTY: .somethingElseInPlace
        case ENAMETOOLONG, EINVAL, EILSEQ, EACCES, EPERM, EOPNOTSUPP, ETXTBSY, EFBIG: .notPossibleHere("\(self)")
        default: nil
        }
    }
}
