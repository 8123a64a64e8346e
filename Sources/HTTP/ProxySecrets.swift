/// The text without the parts of a proxy's address that are secret or lead to what is: all of it, and what stands before
/// its `@`.
/// - Parameter proxy: the address; nil: none.
func hidingProxy(_ proxy: String?, in text: String) -> String {
    guard let proxy else { return text }
    let bare = proxy.firstRange(of: "://").map { String(proxy[$0.upperBound...]) } ?? proxy
    let login = bare.lastIndex(of: "@").map { bare[..<$0] } ?? ""
    let password = login.firstIndex(of: ":").map { login[login.index(after: $0)...] } ?? ""
    // The longest first: nothing of it may stay.
    let secrets = [proxy, bare, String(login), String(password)].filter {
        !$0.isEmpty && ($0 != bare || !login.isEmpty)
    }
    return secrets.reduce(text) { $0.replacing($1, with: "…") }
}
