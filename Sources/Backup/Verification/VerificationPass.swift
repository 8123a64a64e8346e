import Archive
import Cryptography
import Pipe

/// One verification while it goes on: what was found so far.
struct VerificationPass {
    private let depth: VerificationReport.Depth
    private let index: BackupIndex?
    private let secret: SecureTarSecret?
    private let cancellation: Cancellation
    private var report: VerificationReport
    private var problems = ProblemList()
    private var list = MemberList()
    private let streams: [StreamCheck]
    /// Whether contents remained unread.
    private var isIncomplete: Bool

    init(
        _ depth: VerificationReport.Depth, index: BackupIndex?, secret: SecureTarSecret?, cancellation: Cancellation
    ) {
        self.depth = depth
        self.index = index
        self.secret = secret
        self.cancellation = cancellation
        isIncomplete = depth != .full
        streams = index?.manifest.streams.map(StreamCheck.init) ?? []
        report = VerificationReport(depth: depth, manifest: index?.manifest, contentsChecked: false)
    }

    /// Reads how each member begins.
    mutating func readStarts(of file: any BackupFile) throws {
        for member in index?.members ?? [] where !member.isManifest {
            // There may be hundreds of them, sealed with one password.
            if let stream = stream(of: member.name), !stream.isFirst(member.name) {
                report.members.append(.init(name: member.name, storedBytes: member.size))
                continue
            }
            try cancellation.check()
            let source = PiecewiseSource(file, from: member.contentOffset, count: member.size, pieceSize: 16 << 10)
            var check = check(member, isSuperseded: member.isSuperseded)
            do {
                try check.readStart(source)
            } catch let damage as ArchiveDamage {
                problems.add(VerificationProblem(damage, in: member.name))
            }
            take(check)
        }
    }

    /// Reads everything, from the first byte to the last.
    mutating func readAll(of file: any BackupFile) throws {
        let size = max(0, file.size)
        let source = WatchedSource(
            try file.source(from: 0, count: size), digesting: file.md5.map { _ in .md5 }, cancellation: cancellation)
        var fillers = ProblemList()
        defer { problems.add(fillers.problems) }
        let archive = TarReader(source) { fillers.add(VerificationProblem($0)) }
        do {
            while let member = try archive.next() { try read(member, from: archive) }
            try archive.finish()
            guard source.count == size, size >= shortestSize else { throw ArchiveDamage.cut(offset: source.count) }
            try compare(source, file)
            guard report.isAsStored != false else { throw ArchiveDamage.checksumMismatch(of: "the whole file") }
        } catch let damage as ArchiveDamage {
            giveUp(.archive(damage))
            try compare(source, file)
        } catch let damage as BackupDamage {
            giveUp(damage)
            try compare(source, file)
        }
    }

    /// Reads what is left, so that damage in what was read can be told from damage in what is stored.
    private mutating func compare(_ source: WatchedSource, _ file: any BackupFile) throws {
        guard report.isAsStored == nil, let md5 = file.md5 else { return }
        try source.drain()
        report.isAsStored = source.finishDigest() == md5.lowercased()
    }

    /// How long the file must be at the least. Our own archives end padded; of others the end mark says enough.
    private var shortestSize: Int64 {
        guard index?.manifest.checksum == .intact, let last = list.members.last else { return 0 }
        let end = last.contentOffset + last.size + TarHeader.padding(after: last.size)
        return end + tarEndSize(after: end)
    }

    /// What came of it, once everything was read.
    mutating func report(indexDamage: BackupDamage?, bytesRead: Int64) -> VerificationReport {
        if let indexDamage, !isTold(indexDamage) { problems.add(VerificationProblem(indexDamage)) }
        if let index, let name = index.members.last(where: \.isManifest)?.name {
            let check = ManifestCheck(manifest: index.manifest, manifestName: name, members: report.members)
            problems.add(ChecksumCheck(manifest: index.manifest, members: report.members).problems + check.problems)
            problems.add(streamProblems(index))
        }
        report.problems = problems.problems
        report.omittedProblems = problems.omitted
        report.contentsChecked = !isIncomplete
        report.bytesRead = bytesRead
        return report
    }
}

extension VerificationPass {
    private mutating func read(_ member: TarMember, from archive: TarReader) throws {
        guard let entry = try list.add(member, contentOffset: archive.position) else {
            return problems.add(
                .warning(
                    "member_kind", in: member.shownName, "It is not a file. Home Assistant ignores it or fails on it."))
        }
        guard !entry.isManifest else { return }
        var check = check(entry, isSuperseded: isSuperseded(entry))
        // What was found in the member before the archive ended around it counts too.
        defer { take(check) }
        try check.readAll(archive)
    }

    /// What is wrong with the archive itself a full pass finds as well, and tells with what it has read till then.
    private func isTold(_ damage: BackupDamage) -> Bool {
        depth == .full && damage.isOfArchive && !problems.problems.allSatisfy(\.isWarning)
    }

    /// What is wrong with streams whose pieces are, as far as they were read, what they should be.
    private func streamProblems(_ index: BackupIndex) -> [VerificationProblem] {
        if depth == .full, !isIncomplete { return streams.compactMap { $0.finish() } }
        return index.manifest.streams.compactMap { stream in
            do throws(ArchiveDamage) {
                _ = try stream.pieces(in: index.members)
                return nil
            } catch {
                return VerificationProblem(error, in: stream.path)
            }
        }
    }

    private func stream(of member: String) -> StreamCheck? {
        streams.first { $0.isPiece(member) }
    }

    private mutating func giveUp(_ damage: BackupDamage) {
        problems.add(VerificationProblem(damage))
        isIncomplete = true
    }

    private func isSuperseded(_ member: BackupIndex.Member) -> Bool {
        guard let members = index?.members, members.indices.contains(list.members.count - 1) else { return false }
        let indexed = members[list.members.count - 1]
        return indexed.headerOffset == member.headerOffset && indexed.isSuperseded
    }

    private func check(_ member: BackupIndex.Member, isSuperseded: Bool) -> MemberCheck {
        MemberCheck(
            member, isSuperseded: isSuperseded, secret: secret, isProtected: index?.manifest.isProtected ?? false,
            stream: stream(of: member.name), cancellation: cancellation)
    }

    private mutating func take(_ check: MemberCheck) {
        report.members.append(check.report)
        problems.add(check.problems.problems)
        isIncomplete = isIncomplete || check.isLocked
    }
}

extension BackupDamage {
    /// Damage that reading the archive from start to end finds as well.
    fileprivate var isOfArchive: Bool {
        switch self {
        case .archive, .tooManyMembers: true
        case .manifestMissing, .badManifest: false
        }
    }
}
