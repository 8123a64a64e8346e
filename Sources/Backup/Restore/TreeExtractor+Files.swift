import Archive
import Glibc
import Pipe

extension TreeExtractor {
    func writeFile(_ member: TarMember, at path: EntryPath, content: any ByteSource) throws {
        guard member.size >= 0 else { throw EntryRefusal.badSize }
        let place = try place(for: path)
        try requireSpace(member.size, in: place.parent)
        try put(place, at: path) { try make($0, in: place.parent, from: content, member, at: path) }
        summary.files += 1
        summary.bytes += member.size
    }

    private func make(
        _ temporary: [UInt8], in parent: OpenDirectory, from content: any ByteSource, _ member: TarMember,
        at path: EntryPath
    ) throws {
        let file = try FileDescriptor(
            in: parent.descriptor, temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        try copy(content, count: member.size, into: file, in: parent)
        do {
            try EntryAttributes(member).apply(to: file)
            try tellRights(of: file, at: path)
        } catch {
            tellAttributes(of: path, error)
        }
    }

    func makeLink(_ member: TarMember, at path: EntryPath, to target: [UInt8]) throws {
        guard !target.isEmpty, target.count < PATH_MAX, !target.contains(0) else { throw EntryRefusal.badLinkTarget }
        let place = try place(for: path)
        try put(place, at: path) { temporary in
            let result = withPath(target) { target in
                withPath(temporary) { symlinkat(target, place.parent.descriptor.number, $0) }
            }
            guard result == 0 else { throw SystemError.last }
            do {
                try EntryAttributes(member).apply(toLink: temporary, in: place.parent.descriptor)
            } catch {
                tellAttributes(of: path, error)
            }
        }
        summary.links += 1
    }

    /// A hard link becomes a file of its own, as in Home Assistant's restore: that works on every file system.
    /// Only what this restore has written is copied, never what was there before.
    func copyFile(_ member: TarMember, at path: EntryPath, from original: [UInt8], placement: Placement) throws {
        let unknown = EntryRefusal.unknownOriginal(String(decoding: original.prefix(200), as: UTF8.self))
        guard let source = try? placement.place(EntryPath(original)), let name = source.components.last,
            let parent = try? directories.directory(source.components.dropLast(), making: false),
            let there = try? parent.status(of: name), written.contains(there), there.st_mode & S_IFMT == S_IFREG,
            let file = try? FileSource(name, in: parent), written.contains(file.status)
        else { throw unknown }
        var copy = member
        copy.size = Int64(file.status.st_size)
        try writeFile(copy, at: path, content: file)
    }

    /// A mode or time that does not hold is no reason to go without the content.
    private func tellAttributes(of path: EntryPath, _ error: any Error) {
        summary.note(.note, path.bytes, "does not have its permissions and time: \(error)")
    }

    private func tellRights(of file: borrowing FileDescriptor, at path: EntryPath) throws {
        guard try file.status().st_mode & 0o6000 != 0 else { return }
        summary.note(.note, path.bytes, "runs with its owner's or group's rights (set-user-ID), as in the source")
    }

    private func copy(
        _ content: any ByteSource, count: Int64, into file: borrowing FileDescriptor, in parent: OpenDirectory
    ) throws {
        var done: Int64 = 0
        while done < count {
            try cancellation.check()
            let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(count - done, Int64(buffer.count)))])
            let got = try read(content, into: wanted)
            guard got > 0 else { throw ArchiveDamage.cut(offset: done) }
            try write(buffer[..<got], missing: count - done, to: file, in: parent)
            done += Int64(got)
        }
    }

    private func write(
        _ bytes: Slice<UnsafeMutableRawBufferPointer>, missing: Int64, to file: borrowing FileDescriptor,
        in parent: OpenDirectory
    ) throws {
        do {
            try file.write(UnsafeRawBufferPointer(rebasing: bytes))
        } catch {
            guard error.isFull else { throw error }
            throw RestoreError.noSpace(needed: missing, free: parent.descriptor.freeBytes ?? 0)
        }
    }

    /// What the source's disk refuses must not be taken for the target's.
    private func read(_ content: any ByteSource, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        do {
            return try content.read(into: buffer)
        } catch let error as SystemError {
            throw RestoreError.cannotRead(error)
        }
    }
}
