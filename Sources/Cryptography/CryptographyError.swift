/// What keeps a cryptographic operation from being done.
package enum CryptographyError: Error, Equatable, CustomStringConvertible {
    /// The system did not give the memory that deriving a key takes, in bytes.
    case outOfMemory(Int)
    /// No key comes from no password.
    case emptyPassword
    /// The text is no private RSA key in PEM, or one with a password.
    case unusableKey

    /// Stable, for machines.
    package var code: String {
        switch self {
        case .outOfMemory: "key_derivation_out_of_memory"
        case .emptyPassword: "password_empty"
        case .unusableKey: "private_key_unusable"
        }
    }

    package var description: String {
        switch self {
        case .outOfMemory(let bytes):
            "Deriving the key takes \(bytes >> 20) MiB of memory, which the system did not give. Raise its limit."
        case .emptyPassword: "The password is empty. Set one, or leave encryption off."
        case .unusableKey:
            "The private key is no RSA key in PEM, or has a password. Take the key file as Google made it."
        }
    }
}
