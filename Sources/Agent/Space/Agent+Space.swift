import Drive
import FoundationEssentials
import JSON
import Logging
import Pipe

// How much room there is at the destination and on the disk: looked at now and then, and whenever somebody asks.
extension Agent {
    /// Seconds between two looks at the disk, and how many of them pass between two at the destination.
    private static let diskInterval = 300.0
    private static let driveEvery = 3

    /// Looks at both until the task is cancelled.
    func watchSpace() -> Task<Void, Never> {
        Task { [weak self] in
            var round = 0
            while !Task.isCancelled {
                await self?.lookAtDisk(isAsked: false)
                if round % Self.driveEvery == 0 { await self?.lookAtDrive(isAsked: false) }
                round += 1
                try? await Task.sleep(for: .seconds(Self.diskInterval))
            }
        }
    }

    /// Looks at the destination and the disk now and publishes what it finds, changed or not. Does not wait for it.
    func measure() {
        lookAtDisk(isAsked: true)
        lookAtDrive(isAsked: true)
    }

    private func lookAtDisk(isAsked: Bool) {
        let (enter, configuration) = (enter, configuration)
        Task {
            let disk = try? await Thread.run {
                DiskSpace(of: configuration.source.config) ?? DiskSpace(of: configuration.stateDirectory)
            }
            if let disk { enter.yield(.measured(.disk(disk), isAsked: isAsked)) }
        }
    }

    private func lookAtDrive(isAsked: Bool) {
        let (enter, destination, leaving, log) = (enter, destination, leaving, log)
        Task {
            do {
                let quota = try await Thread.run { try destination.store(leaving).quota(patience: 0) }
                enter.yield(.measured(.drive(quota), isAsked: isAsked))
            } catch {
                log.info("How full \(destination.name) is cannot be said. \(error)")
            }
        }
    }

    func take(_ look: SpaceMonitor.Look, isAsked: Bool) {
        if case .drive = look, !configuration.needsGoogle, catalog == nil {
            // A disk that was not mounted is there now.
            refreshCatalog(thenPrune: true)
        }
        // Files of older versions know only the last job, whatever became of it.
        let lastBackup = machine.memory.lastSuccessSize ?? machine.memory.last?.sizeBytes
        for action in space.take(look, lastBackup: lastBackup, isAsked: isAsked, at: Date()) {
            switch action {
            case .publishDrive: publishDriveSpace()
            case .publishDisk: publishDiskSpace()
            case .publishState: publishState()
            case .emit(let event): publish(event)
            }
        }
    }

    /// A job has ended: a backup took room or found none, others may have made some.
    func measure(after kind: JobKind?, _ outcome: JobOutcome) {
        switch kind {
        case .verification: return
        case .fetching:
            lookAtDisk(isAsked: true)
            return
        case .backup, .pruning, nil: break
        }
        if case .failed(let failure) = outcome, let event = space.failed(failure, at: Date()) { publish(event) }
        measure()
    }

    /// Nothing before the first look: what the broker has retained is more than that.
    func publishSpace() {
        if space.hasSeenDrive { publishDriveSpace() }
        if space.hasSeenDisk { publishDiskSpace() }
    }

    private func publishDriveSpace() {
        send(topics.drive, space.drivePayload, retained: true)
    }

    private func publishDiskSpace() {
        send(topics.disk, space.diskPayload, retained: true)
    }

    var spaceProblems: [SpaceProblem] { space.problems(after: machine.memory.failure?.code) }
}
