import Archive

/// One thing that is wrong with a stored backup, or at least not as Home Assistant wants it.
package struct VerificationProblem: Sendable, Equatable, CustomStringConvertible {
    /// The member of the backup; nil for the archive itself.
    package var member: String?
    /// The last entry inside the member that was read before it showed; nil where that does not apply.
    package var path: String?
    /// Stable, for machines.
    package var code: String
    /// For people, in whole sentences.
    package var message: String
    /// The backup can be restored all the same.
    package var isWarning = false

    package var description: String {
        let place = [member, path].compactMap(\.self).joined(separator: ", ")
        return place.isEmpty ? message : "\(place): \(message)"
    }
}

extension VerificationProblem {
    init(_ damage: ArchiveDamage, in member: String? = nil, at path: String? = nil) {
        self.init(member: member, path: path, code: damage.code, message: damage.description)
    }

    init(_ damage: BackupDamage) {
        if case .archive(let damage) = damage {
            self.init(damage)
        } else {
            self.init(code: damage.code, message: damage.description)
        }
    }

    static func warning(_ code: String, in member: String? = nil, at path: String? = nil, _ message: String) -> Self {
        Self(member: member, path: path, code: code, message: message, isWarning: true)
    }
}
