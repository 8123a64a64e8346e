import Archive

/// Compares the members with the digests that our own backups carry.
struct ChecksumCheck {
    let manifest: StoredManifest
    let members: [VerificationReport.Member]

    var problems: [VerificationProblem] {
        guard manifest.checksum != .broken else {
            return [VerificationProblem(BackupDamage.badManifest(reason: "it was changed after it was written"))]
        }
        guard let written = manifest.recordedMembers else { return [] }
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

    /// What was not read to its end is judged by its size alone, and what was encrypted by others, too. What Home Assistant
    /// passes over by its name it leaves as it is.
    private func matches(_ member: VerificationReport.Member, _ written: StoredMember) -> Bool {
        guard member.name.memberPart != nil else { return isSame(member, written) }
        switch (wasProtected, manifest.isProtected) {
        case (true, false): return SecureTar.sealedSize(of: member.storedBytes) == written.size
        case (false, true): return member.storedBytes == SecureTar.sealedSize(of: written.size)
        case (true, true) where manifest.checksum != .intact: return member.storedBytes == written.size
        default: return isSame(member, written)
        }
    }

    private func isSame(_ member: VerificationReport.Member, _ written: StoredMember) -> Bool {
        member.storedBytes == written.size && member.sha256 ?? written.sha256 == written.sha256
    }

    private var wasProtected: Bool {
        if case .rewritten(let wasProtected) = manifest.checksum { wasProtected } else { manifest.isProtected }
    }
}
