/// The order of a tree's entries in the tar, where each begins, and which stretches compress alike.
///
/// Files come by the kind of their content, then links and directories, the deepest first, since a reader that creates
/// files in a directory afterwards would spoil its time. A directory stands before its links and once more behind them,
/// so that every reader leaves its time right: GNU tar makes some links at its very end, and then sets the time again
/// only of directories it met before the link; bsdtar sets the time of a directory that exists at once, and a later link
/// spoils it.
struct TreeLayout: Sendable {
    private(set) var order: [EntryTable.Index] = []
    private(set) var strata: [Range<Int64>] = []
    /// Where every so many-th entry begins: the others are found by counting on from there.
    private var checkpoints: [Int64] = []
    /// Bytes of all entries.
    private(set) var size: Int64 = 0

    private static let stride = 64

    init(_ table: EntryTable) {
        for content in ContentClass.allCases {
            begin()
            for index in table.indices where table.type(of: index) == .file && table.content(of: index) == content {
                append(index, table)
            }
        }
        begin()
        appendDirectories(table)
        strata.removeAll { $0.isEmpty }
    }

    private mutating func begin() {
        strata.append(size..<size)
    }

    private mutating func append(_ index: EntryTable.Index, _ table: EntryTable) {
        if order.count % Self.stride == 0 { checkpoints.append(size) }
        order.append(index)
        size += table.tarSize(of: index)
        strata[strata.count - 1] = strata[strata.count - 1].lowerBound..<size
    }

    /// A directory was added after the one it lies in, so backwards the deepest come first.
    private mutating func appendDirectories(_ table: EntryTable) {
        let links = table.indices.filter { table.type(of: $0) == .symbolicLink }
        let linksByDirectory = Dictionary(grouping: links) { table.directory(of: $0) }
        for directory in table.indices.reversed() where table.type(of: directory) == .directory {
            append(directory, table)
            guard let links = linksByDirectory[directory] else { continue }
            for link in links { append(link, table) }
            append(directory, table)
        }
    }

    /// The place in the order of the entry whose bytes stand at `offset`, and where that entry begins.
    func position(at offset: Int64, _ table: EntryTable) -> (position: Int, start: Int64) {
        var (low, high) = (0, checkpoints.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if checkpoints[middle] <= offset { low = middle } else { high = middle }
        }
        var position = low * Self.stride
        var start = checkpoints.isEmpty ? 0 : checkpoints[low]
        while position < order.count {
            let end = start + table.tarSize(of: order[position])
            if end > offset { break }
            start = end
            position += 1
        }
        return (position, start)
    }
}
