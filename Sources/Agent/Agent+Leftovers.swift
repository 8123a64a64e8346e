import Logging
import Pipe

// What a crash has left behind, wherever DrivePipe puts things for a while.
extension Agent {
    /// Takes it all away. Waits for the named pipes only, since a start may want one next.
    func removeLeftovers() {
        removePipes()
        let folders = [destination as? FolderDestination, configuration.copies].compactMap(\.self)
        let supervisor = configuration.supervisor.token.map { _ in SupervisorAccess(configuration, log) }
        guard !folders.isEmpty || supervisor != nil else { return }
        Thread.start { [log, leaving] in
            for folder in folders {
                do { try folder.removeLeftovers() } catch { log.warning("\(error)") }
            }
            supervisor?.removeLeftovers(until: leaving)
        }
    }

    /// A folder that is not fit for named pipes is told now, not in the night.
    private func removePipes() {
        guard let directory = configuration.pipe.directory else { return }
        do throws(NamedPipeError) {
            for name in try PipeFolder(directory).removeLeftovers() {
                log.info("removed the named pipe \(name), which was left behind", metadata: ["folder": "\(directory)"])
            }
        } catch {
            log.warning("\(error)", metadata: ["code": "\(error.code)"])
        }
    }
}
