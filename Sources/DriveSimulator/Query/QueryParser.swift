import HTTPServing

/// Recursive descent over `q`: `or` binds weaker than `and`, `and` weaker than `not`.
struct QueryParser {
    private var tokens: ArraySlice<QueryToken>
    private var depth = 0

    /// Parses a whole query; nil when it is not one.
    static func parse(_ query: String) -> Predicate? {
        guard let tokens = QueryToken.tokens(of: query) else { return nil }
        var parser = QueryParser(tokens: tokens[...])
        guard let predicate = parser.disjunction(), parser.tokens.isEmpty else { return nil }
        return predicate
    }

    private mutating func disjunction() -> Predicate? {
        guard var left = conjunction() else { return nil }
        while takeKeyword("or") {
            guard let right = conjunction() else { return nil }
            left = .or(left, right)
        }
        return left
    }

    private mutating func conjunction() -> Predicate? {
        guard var left = factor() else { return nil }
        while takeKeyword("and") {
            guard let right = factor() else { return nil }
            left = .and(left, right)
        }
        return left
    }

    private mutating func factor() -> Predicate? {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { return nil }
        if takeKeyword("not") { return factor().map { .not($0) } }
        if takeSymbol("(") {
            guard let inner = disjunction(), takeSymbol(")") else { return nil }
            return inner
        }
        if let id = takeLiteral() {
            return takeKeyword("in") && takeKeyword("parents") ? .parent(id) : nil
        }
        return comparison()
    }

    private mutating func comparison() -> Predicate? {
        guard let field = takeWord() else { return nil }
        if let properties = Predicate.Properties(rawValue: field) { return has(properties) }
        guard let comparison = takeComparison() else { return nil }
        if let flag = Predicate.Flag(rawValue: field) { return self.flag(flag, comparison) }
        guard let value = takeLiteral() else { return nil }
        if let text = Predicate.TextField(rawValue: field) { return .text(text, comparison, value) }
        guard let time = Predicate.TimeField(rawValue: field), comparison != .contains else { return nil }
        return Timestamp(value).map { .time(time, comparison, $0) }
    }

    private mutating func flag(_ flag: Predicate.Flag, _ comparison: Predicate.Comparison) -> Predicate? {
        guard let word = takeWord(), let value = Bool(word) else { return nil }
        switch comparison {
        case .equal: return .flag(flag, equals: value)
        case .unequal: return .flag(flag, equals: !value)
        default: return nil
        }
    }

    /// `has { key='k' and value='v' }`
    private mutating func has(_ properties: Predicate.Properties) -> Predicate? {
        guard takeKeyword("has"), takeSymbol("{"), let key = member("key"), takeKeyword("and"),
            let value = member("value"), takeSymbol("}")
        else { return nil }
        return .has(properties, key: key, value: value)
    }

    private mutating func member(_ name: String) -> String? {
        takeKeyword(name) && takeSymbol("=") ? takeLiteral() : nil
    }
}

extension QueryParser {
    private mutating func takeKeyword(_ word: String) -> Bool {
        guard case .word(let next)? = tokens.first, next.lowercased() == word else { return false }
        tokens.removeFirst()
        return true
    }

    private mutating func takeSymbol(_ sign: String) -> Bool {
        guard tokens.first == .symbol(sign) else { return false }
        tokens.removeFirst()
        return true
    }

    private mutating func takeWord() -> String? {
        guard case .word(let word)? = tokens.first else { return nil }
        tokens.removeFirst()
        return word
    }

    private mutating func takeLiteral() -> String? {
        guard case .literal(let text)? = tokens.first else { return nil }
        tokens.removeFirst()
        return text
    }

    private mutating func takeComparison() -> Predicate.Comparison? {
        if takeKeyword("contains") { return .contains }
        guard case .symbol(let sign)? = tokens.first, let comparison = Predicate.Comparison(rawValue: sign) else {
            return nil
        }
        tokens.removeFirst()
        return comparison
    }
}
