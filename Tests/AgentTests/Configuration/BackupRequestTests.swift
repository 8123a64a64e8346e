import Agent
import Backup
import FoundationEssentials
import Testing

@Suite struct BackupRequestTests {
    private let job = Job(id: "j", nameFrom: "N", trigger: .mqtt, startedAt: Date(timeIntervalSince1970: 1_767_225_600))

    @Test(
        arguments: [
            (nil, []), ("/backup", []), ("/config", []), ("/configs/a", []), ("/config/old", ["old/**/*.tar"]),
            ("/config/a/b*", ["a/b[*]/**/*.tar"]),
        ] as [(String?, [String])])
    func `what was fetched into the configuration folder goes into no backup`(folder: String?, patterns: [String]) {
        var configuration = Configuration()
        configuration.source.config = "/config"
        configuration.fetchDirectory = folder
        let request = configuration.backupRequest(for: job)
        #expect(request.source.exclude == patterns && !request.isPartial)
    }

    @Test func `folders that keep backups go into none, whichever folder they lie in`() {
        var configuration = Configuration()
        configuration.source.config = "/config"
        configuration.source.folders = [.share: "/share", .media: "/media/"]
        configuration.destination = .folder
        configuration.destinationDirectory = "/share/nas/"
        configuration.tee.directory = "/media"
        let patterns = configuration.backupRequest(for: job).source.exclude
        #expect(
            patterns == ["media:*.tar", "media:.*.drivepipe.json", "media:.*.partial", "share:nas/**"])
        configuration.destination = .drive
        configuration.tee.directory = nil
        #expect(configuration.backupRequest(for: job).source.exclude == [])
    }

    @Test(
        arguments: [
            (.small, 8, 1, 1, 1), (.default, 8, 8, 8, 8), (.default, 16, 16, 16, 8), (.large, 8, 8, 32, 32),
            (.large, 64, 64, 64, 32),
        ] as [(Configuration.Memory, Int, Int, Int, Int)])
    func `memory goes by its setting, and no chunk is larger than wanted`(
        memory: Configuration.Memory, limit: Int, chunk: Int, pipe: Int, lookAhead: Int
    ) {
        var configuration = Configuration()
        configuration.backup.memory = memory
        configuration.drive.chunkSize = limit << 20
        let plan = configuration.backupRequest(for: job).memory
        #expect(plan == configuration.memoryPlan)
        #expect([plan.chunk, plan.pipe, plan.lookAhead].map { $0 >> 20 } == [chunk, pipe, lookAhead])
        #expect(plan.deflateBlock % 65_535 == 0 && plan.pipe % plan.pipeBlock == 0)
        configuration.drive.chunkSize = 256 << 10
        #expect(configuration.memoryPlan.chunk == 256 << 10)
    }

    @Test func `its pattern is about backups in that folder alone`() {
        let pattern = Glob("old/**/*.tar")
        #expect(["old/a.tar", "old/2026/11/a.tar"].allSatisfy { pattern.matches(Array($0.utf8)) })
        #expect(["a.tar", "old/notes.yaml", "older/a.tar"].allSatisfy { !pattern.matches(Array($0.utf8)) })
    }
}
