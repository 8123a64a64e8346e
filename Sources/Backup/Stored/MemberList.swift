import Archive

/// The members of a backup as they are found one after another.
struct MemberList {
    private(set) var members: [BackupIndex.Member] = []
    private var places: [String: Int] = [:]
    private var count = 0

    /// - Returns: nil for what is no file; Home Assistant passes over such members.
    /// - Throws: `BackupDamage.tooManyMembers`.
    mutating func add(_ member: TarMember, contentOffset: Int64) throws(BackupDamage) -> BackupIndex.Member? {
        count += 1
        guard count <= BackupIndex.memberLimit else { throw .tooManyMembers(limit: BackupIndex.memberLimit) }
        guard member.kind == .file else { return nil }
        let name = member.shownName
        let entry = BackupIndex.Member(
            name: name, headerOffset: member.offset, contentOffset: contentOffset, size: member.size)
        if let earlier = places.updateValue(members.count, forKey: name.withoutDotSlash) {
            members[earlier].isSuperseded = true
        }
        members.append(entry)
        return entry
    }
}
