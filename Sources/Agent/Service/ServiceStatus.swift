/// The line that tells the service manager what the agent does. It is said only when it has changed.
struct ServiceStatus {
    /// Who has started this program as a service, if that wants to hear of it.
    let manager: ServiceManager?
    private var told = ""

    init(_ manager: ServiceManager?) {
        self.manager = manager
    }

    mutating func tell(_ line: @autoclosure () -> String) {
        guard let manager else { return }
        let line = line()
        guard line != told else { return }
        told = line
        manager.notify("STATUS=\(line)")
    }
}
