import HTTPServing

/// The `addParents` and `removeParents` of an update: a move, since a file has one parent.
struct ParentChange: Sendable, Equatable {
    var added: [String] = []
    var removed: [String] = []

    /// Takes the comma-separated lists of a query.
    init(_ query: [String: String] = [:]) {
        added = query["addParents"].map(Self.list) ?? []
        removed = query["removeParents"].map(Self.list) ?? []
    }

    /// The new parents.
    /// - Throws: 404 for an unknown folder, 403 when more than one parent would be left.
    func apply(
        to parents: [String], find: (String) throws(Refusal) -> StoredFile
    ) throws(Refusal) -> [String] {
        var changed = parents
        for id in removed {
            let parent = try find(id).id
            changed.removeAll { $0 == parent }
        }
        for id in added {
            let parent = try find(id)
            guard parent.isFolder else { throw .fileNotFound(id) }
            if !changed.contains(parent.id) { changed.append(parent.id) }
        }
        guard changed.count <= 1 else { throw .tooManyParents }
        return changed
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map(String.init)
    }
}
