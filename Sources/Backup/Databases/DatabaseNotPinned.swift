/// Why a database cannot be held as it is, where it is not SQLite that says so.
enum DatabaseNotPinned: Error, CustomStringConvertible {
    case restless, replaced, otherName, foreignLog, damaged, tooMany, network

    var description: String {
        switch self {
        case .restless: "it is written to too fast"
        case .replaced: "it is not what it was when the backup began"
        case .otherName: "it may be open under another of its names"
        case .foreignLog: "its log is not of this database"
        case .damaged: "it is damaged"
        case .tooMany: "too many databases are held already"
        case .network: "it lies on a network file system, where one does not see who writes"
        }
    }
}
