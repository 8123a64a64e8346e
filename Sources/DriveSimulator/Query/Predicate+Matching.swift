import HTTPServing

extension Predicate {
    /// True when the file is wanted; `root` stands for the id of the root folder.
    func matches(_ file: StoredFile, root: String) -> Bool {
        switch self {
        case .and(let left, let right): left.matches(file, root: root) && right.matches(file, root: root)
        case .or(let left, let right): left.matches(file, root: root) || right.matches(file, root: root)
        case .not(let inner): !inner.matches(file, root: root)
        case .text(let field, let comparison, let value): comparison.holds(file.text(field), value)
        case .flag(let flag, let value): (flag == .trashed ? file.trashed : file.starred) == value
        case .time(let field, let comparison, let value): comparison.holds(file.time(field), value)
        case .parent(let id): file.parents.contains(id == "root" ? root : id)
        case .has(let kind, let key, let value):
            (kind == .appProperties ? file.appProperties : file.properties)[key] == value
        }
    }
}

extension Predicate.Comparison {
    /// Names and types compare without regard to case.
    func holds(_ left: String, _ right: String) -> Bool {
        let left = left.lowercased()
        let right = right.lowercased()
        return self == .contains ? right.isEmpty || left.contains(right) : ordered(left, right)
    }

    func holds(_ left: Timestamp, _ right: Timestamp) -> Bool {
        ordered(left, right)
    }

    private func ordered<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .unequal: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .contains: false
        }
    }
}

extension StoredFile {
    fileprivate func text(_ field: Predicate.TextField) -> String {
        switch field {
        case .name: name
        case .mimeType: mimeType
        case .fullText: "\(name) \(description ?? "")"
        }
    }

    fileprivate func time(_ field: Predicate.TimeField) -> Timestamp {
        field == .createdTime ? createdTime : modifiedTime
    }
}
