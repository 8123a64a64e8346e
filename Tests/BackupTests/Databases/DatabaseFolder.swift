import Backup
import FoundationEssentials
import Glibc
import Pipe
import TestSupport
import Testing

/// A folder with a database that other processes write to, and the proof that a copy of it is one state.
///
/// Each transaction adds a row that stays, and counts it in another table; the copy must hold all rows that were
/// committed before the backup began, and count right.
final class DatabaseFolder {
    let source: SourceFolder
    let name: String
    private let scripts: TemporaryFolder
    private var writers: [ChildProcess] = []
    private var signs = 0

    var path: String { "\(source.path)/\(name)" }
    private var logs: [String] { (0..<writers.count).map { scripts.path("log\($0)") } }

    /// - Parameter pragmas: for the new database.
    init(_ name: String = "home-assistant_v2.db", pragmas: String = "PRAGMA journal_mode=WAL", rows: Int = 200) throws {
        source = try SourceFolder()
        scripts = try TemporaryFolder()
        self.name = name
        try scripts.write(DatabaseScripts.writer, to: "writer.py")
        try scripts.write(DatabaseScripts.checker, to: "checker.py")
        try run(pragmas + "; " + DatabaseScripts.schema(rows: rows))
    }

    /// Runs statements in a process of its own, which closes the database.
    /// - Returns: what they print.
    @discardableResult
    func run(_ sql: String, in path: String? = nil) throws -> String {
        let output = try checked("/usr/bin/python3", ["-c", DatabaseScripts.runner, path ?? self.path, sql])
        return String(decoding: output, as: UTF8.self)
    }

    /// Runs statements in a process that keeps the database open, without another one to come.
    func hold(_ sql: String) throws -> ChildProcess {
        let sign = scripts.path("sign\(signs)")
        signs += 1
        let holder = try ChildProcess("/usr/bin/python3", ["-c", DatabaseScripts.holder, path, sql, sign])
        try wait { access(sign, F_OK) == 0 }
        return holder
    }

    /// So many rows that stay.
    static func insertion(_ count: Int, from first: Int) -> String {
        """
        BEGIN; WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < \(count - 1)) \
        INSERT INTO kept SELECT i + \(first), randomblob(300) FROM n; \
        UPDATE total SET (count, checksum) = (SELECT count(*), sum(id) FROM kept); COMMIT
        """
    }

    /// The names in the folder.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: source.path).sorted() }
    }

    /// Starts a process that writes without pause.
    /// - Parameter habits: what it does beside: `vacuum`; `checkpoint`; `reopen` now and then or `once` a transaction; `big` rows.
    func startWriter(_ habits: String...) throws { try startWriter(habits) }

    func startWriter(_ habits: [String]) throws {
        let log = scripts.path("log\(writers.count)")
        let number = writers.count + 1
        writers.append(
            try ChildProcess(
                "/usr/bin/python3", [scripts.path("writer.py"), path, log, "\(number)"] + habits,
                output: scripts.path("output")))
        let start = committed()
        try wait { self.committed() > start }
    }

    /// Ends the writers, which must not have met anything but the usual waiting for one another.
    func stopWriters(by signal: Int32 = SIGKILL) throws {
        for writer in writers { writer.end(by: signal) }
        let output = (try? scripts.read("output")) ?? ""
        guard output.isEmpty else { throw TestFailure("a writer failed: \(output)") }
    }

    /// Grows with every transaction.
    func committed() -> Int {
        logs.reduce(0) { total, log in
            var status = stat()
            return total + (stat(log, &status) == 0 ? Int(status.st_size) : 0)
        }
    }

    func wait(until condition: () -> Bool) throws {
        for _ in 0..<2_000 where !condition() { usleep(10_000) }
        guard condition() else { throw TestFailure("waited in vain") }
    }

    /// The rows that any later backup must hold; to be taken down before it begins.
    func takeDownRows() throws {
        try scripts.write(logs.map { whole((try? String(contentsOfFile: $0)) ?? "") }.joined(), to: "rows")
    }

    /// Without a line that is being written.
    private func whole(_ text: String) -> String {
        String(text[..<(text.lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex)])
    }

    /// - Returns: what is wrong with the copy; empty when nothing is.
    func flaws(ofCopy path: String) throws -> String {
        let result = try Program.run("/usr/bin/python3", [scripts.path("checker.py"), path, scripts.path("rows")])
        let text = String(decoding: result.output + result.error, as: UTF8.self)
        return result.status == 0 ? text : "status \(result.status): \(text)"
    }
}

extension String {
    fileprivate init(contentsOfFile path: String) throws {
        let file = try FileDescriptor(reading: Array(path.utf8))
        var bytes = [UInt8](repeating: 0, count: Int(try file.status().st_size))
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
        self.init(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
