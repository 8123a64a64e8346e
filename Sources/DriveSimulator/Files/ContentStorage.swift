/// Where the contents of uploaded files go.
package enum ContentStorage: Sendable, Equatable {
    /// Only size and checksums are kept.
    case discard
    case memory
    /// One file for each Drive file, named for its id, in this folder.
    case folder(String)
}
