/// Why a copy is not even begun.
enum LocalCopyHindrance: Error, CustomStringConvertible {
    case stillBusy
    case isDestination

    var description: String {
        switch self {
        case .stillBusy: "The copy of an earlier backup is still at work there. See whether the disk answers."
        case .isDestination: "It is the destination itself, by another name. Give another folder as tee."
        }
    }
}
