import Archive
import Pipe

/// Why a stored backup cannot be read, and where. The backup comes from outside: none of this is a fault of the program.
package enum BackupDamage: ExplainedError, Equatable {
    /// The archive that holds the members; offsets count from its start.
    case archive(ArchiveDamage)
    case tooManyMembers(limit: Int)
    case manifestMissing
    /// `backup.json` is there, but does not say what it should.
    case badManifest(reason: String)

    /// Stable, for machines.
    package var code: String {
        switch self {
        case .archive(let damage): damage.code
        case .tooManyMembers: "too_many_members"
        case .manifestMissing: "manifest_missing"
        case .badManifest: "manifest_damaged"
        }
    }

    package var description: String {
        switch self {
        case .archive(let damage): "The backup is damaged. \(damage)"
        case .tooManyMembers(let limit): "The backup has more than \(limit) members, which no real one has."
        case .manifestMissing: "There is no backup.json in it: it is no backup of Home Assistant, or was cut off."
        case .badManifest(let reason): "Its backup.json is damaged: \(reason)."
        }
    }
}
