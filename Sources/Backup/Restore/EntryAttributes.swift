import Archive
import Glibc
import Pipe

/// Owner, permissions and time of an entry, to be set once its content stands.
struct EntryAttributes: Equatable {
    let mode: UInt32
    let owner: UInt32
    let group: UInt32
    let modified: Timestamp

    init(_ member: TarMember) {
        mode = member.mode & 0o7777
        owner = member.owner
        group = member.group
        modified = member.modified
    }

    /// Sets what can be set on a file or folder. The owner is left as it is where only root may change it, and then the
    /// set-user-ID and set-group-ID bits are left out: they would lend the wrong one's rights.
    /// - Throws: `SystemError` when mode or time cannot be set, as on file systems that have none.
    func apply(to file: borrowing FileDescriptor) throws(SystemError) {
        let ownerIsSet = isOwnerMeant && fchown(file.number, owner, group) == 0
        // After the owner: a change of owner takes these bits away.
        guard fchmod(file.number, ownerIsSet ? mode : mode & 0o1777) == 0 else { throw .last }
        guard futimens(file.number, times) == 0 else { throw .last }
    }

    /// Sets what can be set on a symbolic link.
    /// - Throws: `SystemError`.
    func apply(toLink name: [UInt8], in folder: borrowing FileDescriptor) throws(SystemError) {
        let directory = folder.number
        if isOwnerMeant { _ = withPath(name) { fchownat(directory, $0, owner, group, AT_SYMLINK_NOFOLLOW) } }
        guard withPath(name, { utimensat(directory, $0, times, AT_SYMLINK_NOFOLLOW) }) == 0 else { throw .last }
    }

    /// The highest number means "leave it" to `chown(2)`, which then succeeds without having done anything.
    private var isOwnerMeant: Bool { owner != .max && group != .max }

    /// Nanoseconds beyond a second would have meanings of their own.
    private var times: [timespec] {
        let time = timespec(tv_sec: Int(modified.seconds), tv_nsec: Int(min(max(modified.nanoseconds, 0), 999_999_999)))
        return [time, time]
    }
}
