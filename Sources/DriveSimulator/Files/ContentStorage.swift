import Glibc

/// Where the contents of uploaded files go.
package enum ContentStorage: Sendable, Equatable {
    /// Only size and checksums are kept.
    case discard
    case memory
    /// One file for each Drive file, named for its id, in this folder.
    case folder(String)
}

extension ContentStorage {
    /// Makes the folder where there is none.
    func prepare() throws(SimulatorError) {
        guard case .folder(let path) = self, mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw .cannotStore(path: path, errno: errno)
    }
}
