/// The words of the `q` grammar.
enum QueryToken: Equatable, Sendable {
    case word(String)
    case literal(String)
    /// `( ) { }` and the comparison signs.
    case symbol(String)

    /// Splits a query; nil at an unknown sign or an open quotation.
    static func tokens(of query: String) -> [QueryToken]? {
        var tokens: [QueryToken] = []
        var rest = Substring(query)
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else {
                guard let token = next(&rest) else { return nil }
                tokens.append(token)
            }
        }
        return tokens
    }

    private static func next(_ rest: inout Substring) -> QueryToken? {
        if rest.first == "'" { return literal(&rest) }
        for sign in ["!=", "<=", ">=", "<", ">", "=", "(", ")", "{", "}"] where rest.hasPrefix(sign) {
            rest.removeFirst(sign.count)
            return .symbol(sign)
        }
        let word = rest.prefix { $0.isLetter || $0.isNumber }
        guard !word.isEmpty else { return nil }
        rest.removeFirst(word.count)
        return .word(String(word))
    }

    /// In quotation marks, `\'` and `\\` stand for `'` and `\`.
    private static func literal(_ rest: inout Substring) -> QueryToken? {
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == "'" { return .literal(text) }
            if character != "\\" {
                text.append(character)
            } else if let escaped = rest.popFirst() {
                text.append(escaped)
            }
        }
        return nil
    }
}
