import Logging
import Pipe

extension Agent {
    /// Removes what a crash left of named pipes. A folder that is not fit for them is told now, not in the night.
    func tidyPipes() {
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
