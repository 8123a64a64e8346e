import Logging
import Pipe

extension Agent {
    /// Takes away what a crash has left in the folders that keep backups. Does not wait for it.
    func removeLeftovers() {
        let folders = [destination as? FolderDestination, configuration.copies].compactMap(\.self)
        guard !folders.isEmpty else { return }
        Thread.start { [log] in
            for folder in folders {
                do { try folder.removeLeftovers() } catch { log.warning("\(error)") }
            }
        }
    }
}
