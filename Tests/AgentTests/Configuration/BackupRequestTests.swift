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

    @Test func `its pattern is about backups in that folder alone`() {
        let pattern = Glob("old/**/*.tar")
        #expect(["old/a.tar", "old/2026/11/a.tar"].allSatisfy { pattern.matches(Array($0.utf8)) })
        #expect(["a.tar", "old/notes.yaml", "older/a.tar"].allSatisfy { !pattern.matches(Array($0.utf8)) })
    }
}
