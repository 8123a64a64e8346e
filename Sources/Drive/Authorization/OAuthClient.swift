/// The program as Google knows it: the user's own OAuth client of the type "TVs and Limited Input devices".
package struct OAuthClient: Sendable, Equatable {
    package let id: String
    let secret: String

    package init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }
}

/// It shows nothing of itself, wherever it is printed.
extension OAuthClient: CustomStringConvertible, CustomReflectable {
    package var description: String { "OAuthClient" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
