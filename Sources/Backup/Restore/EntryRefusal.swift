/// Why an entry of an archive is not restored: what follows the entry's name in a sentence.
package enum EntryRefusal: Error, Equatable, CustomStringConvertible {
    case emptyName
    case absoluteName
    case leadsOut
    case nulInName
    case nameTooLong
    case pathTooLong
    case tooDeep
    case badSize
    case badLinkTarget
    /// A hard link to a file that is not there, or was there before.
    case unknownOriginal(String)
    case specialFile
    case unknownType(UInt8)
    case exists
    /// A folder stands where a file should, a link where a folder should, or the like.
    case somethingElseInPlace
    case notPossibleHere(String)

    package var description: String {
        switch self {
        case .emptyName: "is refused: it has no name"
        case .absoluteName: "is refused: its name is absolute"
        case .leadsOut: "is refused: its name leads out of the folder"
        case .nulInName: "is refused: its name has a zero byte in it"
        case .nameTooLong: "is refused: a name in it is longer than \(EntryPath.nameLengthLimit) bytes"
        case .pathTooLong: "is refused: its name is longer than \(EntryPath.lengthLimit) bytes"
        case .tooDeep: "is refused: it lies more than \(EntryPath.depthLimit) levels deep"
        case .badSize: "is refused: its size is impossible"
        case .badLinkTarget: "is refused: its link target is not possible"
        case .unknownOriginal(let name):
            "is not restored: it is a hard link to \(name), which was not restored before"
        case .specialFile: "is not restored: it is a device or a named pipe"
        case .unknownType(let flag): "is not restored: its type \(flag) is unknown"
        case .exists: "is not restored: it exists; use --overwrite"
        case .somethingElseInPlace: "is not restored: something of another kind is in its place"
        case .notPossibleHere(let reason): "is not restored: \(reason)"
        }
    }

    /// A special file has no content that could be missed.
    var severity: BackupNotice.Severity { self == .specialFile ? .note : .warning }
}
