import Glibc

/// Which of the backups is meant.
package enum BackupTarget: Sendable, Equatable {
    /// The newest of this instance at the destination.
    case latest
    /// By the destination's id of the file, or by the eight digits that Home Assistant shows.
    case id(String)
    /// A file on this machine.
    case file(String)

    /// As it was written.
    package var text: String {
        switch self {
        case .latest: "latest"
        case .id(let text), .file(let text): text
        }
    }

    /// What somebody wrote on the command line: `latest`, a path or an id. What exists as a file is a path, but for
    /// `latest`: it means the same in every folder.
    package init(argument text: String) {
        let isPath = text.contains("/") || text.hasSuffix(".tar") || access(text, F_OK) == 0
        self = isPath && text != "latest" ? .file(text) : Self(stored: text)
    }

    /// What somebody sent from elsewhere, who has no business with the files here.
    package init(stored text: String) {
        self = text == "latest" ? .latest : .id(text)
    }
}
