import Archive

/// Compares the members with the digests that our own backups carry.
struct SealCheck {
    let manifest: StoredManifest
    let members: [VerificationReport.Member]

    var problems: [VerificationProblem] {
        guard manifest.seal != .broken else {
            return [
                VerificationProblem(
                    BackupDamage.badManifest(
                        reason: "it was changed after it was written, as Home Assistant does when it decrypts a copy"))
            ]
        }
        guard let written = manifest.sealedMembers else { return [] }
        guard written.map(\.name) == members.map(\.name) else {
            return [
                VerificationProblem(code: "members_changed", message: "The members are not those that were written.")
            ]
        }
        return zip(members, written).filter { member, written in !matches(member, written) }.map { member, _ in
            VerificationProblem(
                member: member.name, code: "member_changed", message: "It is not what was written into the backup.")
        }
    }

    /// What was not read to its end is judged by its size alone.
    private func matches(_ member: VerificationReport.Member, _ written: StoredMember) -> Bool {
        member.storedBytes == written.size && member.sha256 ?? written.sha256 == written.sha256
    }
}
