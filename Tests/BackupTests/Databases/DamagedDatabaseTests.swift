import Backup
import Glibc
import TestSupport
import Testing

/// Files that look like databases and are none, or not any more: they must never end a backup.
@Suite struct DamagedDatabaseTests {
    @Test func `what only looks like a database is taken as it is`() throws {
        let source = try SourceFolder()
        var random = SeededRandom(seed: 1)
        var contents: [String: [UInt8]] = [:]
        for number in 0..<60 {
            let count = [16, 27, 28, 100, 511, 512, 4_096, 70_000][number % 8]
            var content = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            content.replaceSubrange(0..<16, with: Array("SQLite format 3\0".utf8))
            // Half of them plausible enough to be opened, in both modes.
            if number % 2 == 0 { content.replaceSubrange(16..<min(24, count), with: header(number).prefix(count - 16)) }
            contents["data/\(number).db"] = content
            try source.file("\(number).db", content)
            if number % 3 == 0 { try source.file("\(number).db-wal", content) }
        }
        let copy = try UnpackedTree(try source.scan())
        for (name, content) in contents {
            #expect(try checked("/bin/cat", ["\(copy.folder.path)/\(name)"]) == content, "\(name)")
        }
    }

    @Test func `whatever is damaged in a database, its log or its index, a whole archive comes of it`() throws {
        let database = try DatabaseFolder()
        let holder = try database.hold(DatabaseFolder.insertion(100, from: 100_000))
        holder.end(by: SIGKILL)
        var random = SeededRandom(seed: 7)
        let names = ["", "-wal", "-shm"].map { database.name + $0 }
        let contents = try names.map { try checked("/bin/cat", ["\(database.source.path)/\($0)"]) }
        for round in 0..<40 {
            let source = try SourceFolder()
            for (name, content) in zip(names, contents) {
                // The heads are what matters most.
                let reach = round % 2 == 0 ? 200 : content.count
                var content = content
                for _ in 0..<Int.random(in: 0...6, using: &random) {
                    content[Int.random(in: 16..<reach, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if round % 5 == 0 { content.removeLast(Int.random(in: 0..<content.count - 100, using: &random)) }
                try source.file(name, content)
            }
            let tree = try source.scan()
            #expect(Int64(try UnpackedTree(tree).tarSize) == tree.tarSize)
        }
    }

    @Test func `an immense empty file with the head of a database is no reason to crash`() throws {
        let source = try SourceFolder()
        var content = Array("SQLite format 3\0".utf8) + [2, 0, 2, 2, 0, 64, 32, 32] + [UInt8](repeating: 0, count: 76)
        content[47] = 4
        try source.file("huge.db", content)
        #expect(truncate("\(source.path)/huge.db", 1 << 43) == 0)
        let tree = try source.scan()
        #expect(tree.notices.warningCount == 1)
    }

    private func header(_ number: Int) -> [UInt8] {
        let mode: UInt8 = number % 4 == 0 ? 2 : 1
        return [0x10, 0x00, mode, mode, 0, 64, 32, 32]
    }
}
