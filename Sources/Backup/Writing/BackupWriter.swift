import Archive
import FoundationEssentials
import Glibc
import Pipe

/// Writes a Home Assistant backup in one pass: what another program adds, if one does, the configuration, the folders, and last
/// `backup.json`, which then tells what really was saved, and without which an interrupted archive is nothing that Home
/// Assistant lists.
package final class BackupWriter {
    /// Estimates how a tree's tar compresses.
    package typealias Estimator = (_ tree: FileTree, _ request: BackupRequest, _ cancellation: Cancellation) throws
        -> SizeEstimate

    let request: BackupRequest
    let cancellation: Cancellation
    let apps: AppsBackup?
    let stream: IncomingStream?
    let estimator: Estimator
    let admit: (SizeForecast?) throws -> Void
    let report: (BackupProgress) -> Void
    /// Nil when there is no password.
    var keys: SecureTarKeys?
    var forecast = ArchiveForecast()
    var notices = BackupNotices()
    /// Packs the members, one after the other. There is none until the first one.
    lazy var pool = PackingPool(
        threads: request.threads > 0 ? request.threads : min(Processors.available, request.memory.mostThreads),
        blockSize: request.memory.deflateBlock)
    private lazy var homeAssistantVersion = readHomeAssistantVersion()
    /// The members in the archive so far.
    var stored: [StoredMember] = []
    /// What another program has added.
    var streams: [StoredStream]?

    /// - Parameters:
    ///   - apps: what the Supervisor saved of the apps; nil for a backup without them.
    ///   - stream: what another program adds. It comes first: should it fail, that shows early, nothing is held meanwhile, and
    ///     databases are pinned only after it.
    ///   - estimator: the sampler, unless a test wants to lie.
    ///   - admit: called before the first byte is written, with what the archive will have; whatever it throws ends the
    ///     backup. With a stream it is called twice: with nil when the stream has begun, and when it has ended.
    ///   - report: called on the writer's thread, like `admit`.
    package init(
        _ request: BackupRequest, apps: AppsBackup? = nil, stream: IncomingStream? = nil,
        cancellation: Cancellation, estimator: @escaping Estimator = BackupWriter.sample,
        admit: @escaping (SizeForecast?) throws -> Void = { _ in },
        report: @escaping (BackupProgress) -> Void = { _ in }
    ) {
        self.request = request
        self.apps = apps
        self.stream = stream
        self.cancellation = cancellation
        self.estimator = estimator
        self.admit = admit
        self.report = report
    }

    /// Writes all members, not the archive's end: the caller ends the archive and its sink when it wants it whole.
    /// - Throws: `BackupError` when the configuration folder cannot be read; `CancellationRequested`; the errors of `admit`
    ///   and of the sink.
    package func write<Sink: ByteSink & ~Copyable>(into archive: TarWriter<Sink>) throws -> BackupSummary {
        // Before everything else that takes memory: deriving a key takes 16 MiB for a moment.
        keys = try request.password.map(SecureTarKeys.init)
        let streamed = try stream.map { [try write($0, into: archive)] } ?? []
        var parts = try plan()
        let folders = parts.compactMap(\.folder)
        report(
            .planned(
                entries: parts.reduce(0) { $0 + $1.tree.count }, tarBytes: parts.reduce(0) { $0 + $1.tree.tarSize }))
        apps.map(noteLeftOut)
        forecast = try forecast(of: parts)
        try admit(forecast.size)
        reportForecast()
        var members: [MemberStatistics] = []
        // One by one out of the list, so that the plan of a part that is written takes no memory any more.
        while !parts.isEmpty {
            members.append(try write(parts.removeFirst(), into: archive))
            if members.count == 1 { report(.configurationWritten) }
        }
        if let apps { members += try apps.members.map { try write($0, of: apps, into: archive) } }
        let manifest = manifest(folders: folders, members: stored)
        let text = try manifest.encoded()
        try archive.begin(entry("./backup.json", size: Int64(text.count)))
        try text.withUnsafeBytes { try archive.write($0) }
        return BackupSummary(slug: manifest.slug, members: streamed + members, notices: notices)
    }

    /// Measures a few blocks of the tree.
    /// - Throws: `CancellationRequested`.
    package static func sample(
        _ tree: FileTree, _ request: BackupRequest, cancellation: Cancellation
    ) throws -> SizeEstimate {
        let preview = TreePreview(tree: tree)
        let probe = TarProbe(blockSize: request.memory.deflateBlock) { offset, buffer in
            try cancellation.check()
            return preview.read(at: offset, into: buffer)
        }
        let sampler = SizeSampler(
            levels: request.levels, blockSize: request.memory.deflateBlock, lookAhead: request.lookAhead,
            measure: probe.packedSize)
        return try sampler.estimate(tree.strata)
    }
}

extension BackupWriter {
    private func plan() throws -> [Part] {
        let source = request.source
        let databases = Databases()
        // Each is sampled as soon as it is listed, and the configuration comes last: the recorder's database, which comes
        // first in the archive, is held for as short as can be.
        let folders = try BackupFolder.allCases.compactMap { try planFolder($0, databases) }
        let configuration = try FileTree.scan(
            source.configuration, as: "data", exclusions: source.configurationExclusions, databases: databases,
            cancellation: cancellation)
        notices.add(configuration.notices)
        return [try part(nil, configuration)] + folders
    }

    /// A folder that is not there costs a warning, not the backup of everything else.
    private func planFolder(_ folder: BackupFolder, _ databases: Databases) throws -> Part? {
        guard let path = request.source.folders[folder] else { return nil }
        do {
            let tree = try FileTree.scan(
                path, as: ".", exclusions: request.source.exclusions(for: folder), databases: databases,
                cancellation: cancellation)
            notices.add(tree.notices)
            return try part(folder, tree)
        } catch let error as BackupError {
            notices.add(.warning, Array(path.utf8), "is not in the backup. \(error)")
            return nil
        }
    }

    func manifest(folders: [BackupFolder], members: [StoredMember]) -> Manifest {
        var manifest = Manifest(
            name: request.name.text, date: request.date, homeAssistantVersion: homeAssistantVersion,
            excludesDatabase: request.source.excludesDatabase, folders: folders, compressed: request.isCompressed,
            protected: request.password != nil, instance: request.instance, producerVersion: request.producerVersion,
            members: members)
        manifest.streams = streams
        guard let apps else { return manifest }
        manifest.addons = apps.apps
        manifest.repositories = apps.repositories
        manifest.supervisorVersion = apps.supervisorVersion
        return manifest
    }

    /// From `.HA_VERSION`, which Home Assistant keeps in its configuration folder.
    private func readHomeAssistantVersion() -> String {
        let path = Array((request.source.configuration + "/.HA_VERSION").utf8)
        var text = [UInt8](repeating: 0, count: 64)
        let count = try? text.withUnsafeMutableBytes { buffer in
            try FileDescriptor(reading: path).read(into: buffer)
        }
        let version = String(decoding: text.prefix(count ?? 0), as: UTF8.self).filter {
            $0.isASCII && ($0.isNumber || $0.isLetter || $0 == ".")
        }
        guard version.first?.isNumber == true else {
            notices.add(.warning, path, "does not tell the version of Home Assistant; 0.0.0 stands in its place")
            return "0.0.0"
        }
        return version
    }

    func entry(_ name: String, size: Int64 = 0) -> TarEntry {
        TarEntry(
            path: Array(name.utf8), size: size,
            modified: Timestamp(seconds: Int64(request.date.timeIntervalSince1970)))
    }
}
