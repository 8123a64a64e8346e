/// An `orderBy` such as `folder,modifiedTime desc,name`.
struct FileOrder: Sendable, Equatable {
    enum Key: String, Sendable {
        case createdTime, modifiedTime, name, folder
        case naturalName = "name_natural"
        case quotaBytesUsed
    }

    private(set) var keys: [(key: Key, descending: Bool)] = []

    static func == (left: FileOrder, right: FileOrder) -> Bool {
        left.keys.elementsEqual(right.keys) { $0 == $1 }
    }

    /// - Returns: nil when a key is unknown.
    init?(_ text: String) {
        for item in text.split(separator: ",") {
            let words = item.split(separator: " ")
            guard let first = words.first, let key = Key(rawValue: String(first)) else { return nil }
            guard words.count == 1 || (words.count == 2 && words[1] == "desc") else { return nil }
            keys.append((key, words.count == 2))
        }
    }

    /// True when `left` comes first.
    func precedes(_ left: StoredFile, _ right: StoredFile) -> Bool {
        for (key, descending) in keys {
            if isLess(left, right, key) { return !descending }
            if isLess(right, left, key) { return descending }
        }
        return false
    }

    private func isLess(_ left: StoredFile, _ right: StoredFile, _ key: Key) -> Bool {
        switch key {
        case .createdTime: left.createdTime < right.createdTime
        case .modifiedTime: left.modifiedTime < right.modifiedTime
        case .name, .naturalName: left.name.lowercased() < right.name.lowercased()
        case .quotaBytesUsed: left.size < right.size
        case .folder: left.isFolder && !right.isFolder
        }
    }
}
