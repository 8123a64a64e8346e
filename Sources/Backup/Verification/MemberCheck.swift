import Archive
import Cryptography
import Pipe

/// Verifies one member of a backup: opens it, walks through its inner tar, and says what is wrong with it.
struct MemberCheck {
    private let secret: SecureTarSecret?
    private let isProtected: Bool
    private let cancellation: Cancellation
    /// Of a piece of a stream.
    private let stream: StreamCheck?
    private(set) var report: VerificationReport.Member
    private(set) var problems = ProblemList()
    /// It is encrypted, and what is in it remains unknown.
    private(set) var isLocked = false
    private var path: String?

    /// - Parameters:
    ///   - isProtected: what the manifest says, if it is known already.
    ///   - stream: what the member is a piece of, if it is one.
    init(
        _ member: BackupIndex.Member, isSuperseded: Bool, secret: SecureTarSecret?, isProtected: Bool,
        stream: StreamCheck?, cancellation: Cancellation
    ) {
        self.secret = secret
        self.isProtected = isProtected
        self.stream = stream
        self.cancellation = cancellation
        report = VerificationReport.Member(name: member.name, storedBytes: member.size, isSuperseded: isSuperseded)
    }

    /// Reads everything.
    /// - Parameter source: the member's content as stored.
    /// - Throws: what the source throws: damage of the archive around the member, and what is no damage at all.
    mutating func readAll(_ source: any ByteSource) throws {
        let stored = WatchedSource(source, digesting: .sha256, cancellation: cancellation)
        try blaming(stored) { check in
            if let stream = check.stream { return try check.read(stored, of: stream) }
            guard let content = try check.open(stored) else { return }
            try check.readContent(content)
        }
        try stored.drain()
        report.sha256 = stored.finishDigest()
    }

    /// Reads only how it begins, to the first entry of its inner tar.
    mutating func readStart(_ source: any ByteSource) throws {
        let stored = WatchedSource(source, cancellation: cancellation)
        try blaming(stored) { check in
            if let stream = check.stream { return try check.readStart(stored, of: stream) }
            guard let content = try check.open(stored) else { return }
            _ = try TarReader(content.tar).next()
        }
    }
}

extension MemberCheck {
    /// Runs `body`, whose damage is the member's unless the source below has failed.
    private mutating func blaming(_ stored: WatchedSource, _ body: (inout MemberCheck) throws -> Void) throws {
        do {
            try body(&self)
        } catch let damage as ArchiveDamage {
            if let failure = stored.failure { throw failure }
            add(damage)
        }
    }

    /// Nil when there is no password to open it with, and for what readers ignore by its name: it may hold anything.
    private mutating func open(_ stored: WatchedSource) throws -> MemberContent? {
        guard report.name.memberPart != nil else { return nil }
        let content = try unlocking { [secret, report, isProtected] in
            try MemberContent(stored, size: report.storedBytes, secret: secret, isProtected: isProtected)
        }
        report.isEncrypted = content?.isEncrypted ?? true
        report.isCompressed = content?.isCompressed
        return content
    }

    private mutating func read(_ stored: WatchedSource, of stream: StreamCheck) throws {
        guard let content = try open(stored, of: stream) else { return }
        try stream.read(content)
    }

    private mutating func readStart(_ stored: WatchedSource, of stream: StreamCheck) throws {
        _ = try open(stored, of: stream)?.bytes(1)
    }

    private mutating func open(_ stored: WatchedSource, of stream: StreamCheck) throws -> (any ByteSource)? {
        try unlocking { [secret, report] in
            try stream.open(report.name, stored, size: report.storedBytes, secret: secret)
        }
    }

    /// Nil when there is no password.
    private mutating func unlocking<Content>(_ open: () throws -> Content) throws -> Content? {
        do {
            return try open()
        } catch ArchiveDamage.passwordNeeded {
            report.isEncrypted = true
            isLocked = true
            return nil
        } catch ArchiveDamage.wrongPassword {
            report.isEncrypted = true
            isLocked = true
            throw ArchiveDamage.wrongPassword
        }
    }

    private mutating func readContent(_ content: MemberContent) throws {
        let inner = WatchedSource(content.tar, cancellation: cancellation)
        // A copy that was given up in favour of a later one may end anywhere, but its wrapping must be whole.
        if !report.isSuperseded { try walk(inner) }
        try inner.drain()
        report.tarBytes = inner.count
    }

    /// Damage of the tar itself is noted, and leaves the wrapping to be read on.
    private mutating func walk(_ inner: WatchedSource) throws {
        var fillers = ProblemList()
        let reader = TarReader(inner) { fillers.add(VerificationProblem($0)) }
        defer { for filler in fillers.problems { add(code: filler.code, filler.message) } }
        do {
            while let entry = try reader.next() { look(at: entry) }
            path = nil
            try reader.finish()
        } catch let damage as ArchiveDamage {
            if let failure = inner.failure { throw failure }
            add(damage)
        }
        if report.entries == 0, problems.problems.isEmpty { add(code: "member_empty", "There is nothing in it.") }
    }

    private mutating func look(at entry: TarMember) {
        report.entries += 1
        path = entry.shownName
        if entry.leavesItsFolder {
            add(code: "unsafe_path", "The name leads out of the folder. Home Assistant refuses to restore it.")
        }
        if case .other = entry.kind {
            problems.add(
                .warning(
                    "special_entry", in: report.name, at: path,
                    "Neither a file nor a directory nor a link. Home Assistant may fail to restore it."))
        }
    }

    private mutating func add(_ damage: ArchiveDamage) {
        problems.add(VerificationProblem(damage, in: report.name, at: path))
    }

    private mutating func add(code: String, _ message: String) {
        problems.add(VerificationProblem(member: report.name, path: path, code: code, message: message))
    }
}

extension TarMember {
    /// Whether the name, slashes at its start aside, climbs out of where it is unpacked.
    fileprivate var leavesItsFolder: Bool {
        var depth = 0
        for part in path.split(separator: UInt8(ascii: "/")) where part != [UInt8(ascii: ".")] {
            depth += part.elementsEqual("..".utf8) ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }
}
