import HTTPServing

/// The parameters of files.list, and the page they ask for.
struct FileList: Sendable {
    private let predicate: Predicate?
    private let order: FileOrder?
    private let pageSize: Int
    private let offset: Int
    private let scope: DriveScope

    /// - Throws: 400 for a bad `q`, `orderBy`, `pageSize` or `pageToken`.
    init(_ query: [String: String]) throws(Refusal) {
        scope = try DriveScope(query)
        predicate = try query["q"].flatMap(Self.nonEmpty).map { (text) throws(Refusal) in
            guard let predicate = QueryParser.parse(text) else { throw .invalidParameter("q") }
            return predicate
        }
        order = try query["orderBy"].map { (text) throws(Refusal) in
            guard let order = FileOrder(text) else { throw .invalidParameter("orderBy") }
            return order
        }
        pageSize =
            try query["pageSize"].map { (text) throws(Refusal) in
                guard let size = Int(text), size > 0 else { throw .invalidParameter("pageSize") }
                return min(size, 1000)
            } ?? 100
        offset =
            try query["pageToken"].map { (text) throws(Refusal) in
                guard let offset = Self.offset(text) else { throw .invalidParameter("pageToken") }
                return offset
            } ?? 0
    }

    /// The files of this page, and the token of the next one.
    /// - Throws: 404 when the query names a parent that does not exist.
    func page(of drive: Drive) throws(Refusal) -> (files: [StoredFile], next: String?) {
        for parent in predicate?.parents ?? [] {
            do { _ = try drive.file(parent) } catch { throw .fileNotFound("") }
        }
        let matches = drive.files.reversed().filter(scope.contains).filter {
            predicate?.matches($0, root: Drive.rootID) ?? true
        }
        let sorted = order.map { matches.sorted(by: $0.precedes) } ?? matches
        let end = min(sorted.count, offset + pageSize)
        let next = end < sorted.count ? "~!!~page-\(end)" : nil
        return (Array(sorted[min(offset, end)..<end]), next)
    }

    private static func nonEmpty(_ text: String) -> String? {
        text.isEmpty ? nil : text
    }

    private static func offset(_ token: String) -> Int? {
        guard token.hasPrefix("~!!~page-"), let offset = Int(token.dropFirst(9)) else { return nil }
        return (0...1_000_000_000).contains(offset) ? offset : nil
    }
}
