import Cryptography
import Drive
import DriveSimulator
import HTTP

/// One upload of twelve chunks into which one fault or two are played.
struct ChaosCase: Sendable, CustomStringConvertible {
    let faults: [(fault: UploadFault, place: Int)]

    var description: String {
        faults.map { "\($0.fault.name) at chunk \($0.place)" }.joined(separator: " + ")
    }

    /// Every end that is right.
    private var allowed: Set<UploadFault.Ending> {
        if faults.count == 1, let (fault, place) = faults.first { return [fault.ending(at: place)] }
        let endings = faults.reduce(into: Set([.complete])) { $0.formUnion($1.fault.codes) }
        return faults.allSatisfy(\.fault.refusesToken) ? endings.union([.error("not_authorized")]) : endings
    }

    /// At the same chunk the second fault meets the next attempt.
    private var plan: [Fault] {
        faults.indices.flatMap { index in
            let (fault, place) = faults[index]
            return fault.plan(place + (index > 0 && faults[0].place == place ? 1 : 0))
        }
    }

    /// - Returns: what is wrong with its end; nil when all is right.
    func problem() throws -> String? {
        let drive = try drive()
        for effect in plan { drive.simulator.add(effect) }
        let chunkSize = faults.map(\.fault.chunkSize).max() ?? SimulatedDrive.quantum
        let bytes = ChaosData.twelveChunks(of: chunkSize)
        do {
            let made = try drive.upload(bytes, chunkSize: chunkSize, blockSize: 256 << 10)
            return problem(made, Digest.hex(.md5, of: bytes), drive.simulator)
        } catch let error as DriveError {
            return problem(error, drive.simulator)
        }
    }

    private func drive() throws -> SimulatedDrive {
        let isEndless = faults.contains(where: \.fault.isEndless)
        let isSilent = faults.contains(where: \.fault.isSilent)
        return try SimulatedDrive(settings: {
            if isEndless {
                $0.uploadLimitPatience = 0.3
                $0.transferBackoff.patience = 0.3
            }
            if isSilent { $0.http.stallTimeout = 1 }
        })
    }

    private func problem(_ made: DriveFile, _ sum: String, _ simulator: DriveSimulator) -> String? {
        guard allowed.contains(.complete) else { return "complete, which it cannot be" }
        guard made.md5Checksum == sum, simulator.files.map(\.md5) == [sum] else { return "other bytes or files" }
        return openSessions(simulator)
    }

    private func problem(_ error: DriveError, _ simulator: DriveSimulator) -> String? {
        guard allowed.contains(.error(error.code)) else { return "ended with \(error.code): \(error)" }
        guard simulator.files.isEmpty else { return "\(error.code), and a file is there" }
        return openSessions(simulator)
    }

    private func openSessions(_ simulator: DriveSimulator) -> String? {
        let lost = faults.count { $0.fault.losesSession }
        guard simulator.openSessions <= lost, simulator.bytesKept == 0 else { return "a session stays open" }
        return nil
    }
}
