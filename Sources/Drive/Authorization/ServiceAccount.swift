/// An account of a program instead of a person, as in the key file that Google hands out.
package struct ServiceAccount: Sendable, Equatable {
    package let email: String
    /// PEM.
    let privateKey: String
    /// Tells Google which of the account's keys it is.
    let keyID: String?
    /// The person to act for, where the domain's administrator allows that.
    let subject: String?

    package init(email: String, privateKey: String, keyID: String? = nil, subject: String? = nil) {
        self.email = email
        self.privateKey = privateKey
        self.keyID = keyID
        self.subject = subject
    }
}

/// It shows nothing of itself, wherever it is printed.
extension ServiceAccount: CustomStringConvertible, CustomReflectable {
    package var description: String { "ServiceAccount" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
