import Glibc

// The numbers of the system's errors that say more than "unusable".
extension FolderError {
    static let noEntry = ENOENT
    static let noSpace = ENOSPC
    static let quotaExceeded = EDQUOT
    static let tooLarge = EFBIG
}
