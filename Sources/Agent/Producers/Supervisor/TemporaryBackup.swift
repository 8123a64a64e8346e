import JSON
import Supervisor

/// What marks a backup of the apps that was made only to go into one of ours: nothing else is ever removed unasked.
struct TemporaryBackup {
    private static let namePrefix = "DrivePipe apps"
    private static let instanceKey = "drivepipe.instance"
    private static let processKey = "drivepipe.process"
    /// Of this process: what it has made it deals with itself.
    private static let process = String(UInt64.random(in: 0...UInt64.max), radix: 16)

    let instance: String

    /// - Parameter jobID: of the job that wants it.
    func order(jobID: String, isCompressed: Bool) -> NewSupervisorBackup {
        var order = NewSupervisorBackup(name: Self.name(jobID), content: .partial(apps: nil))
        order.isCompressed = isCompressed
        order.extra = [
            "drivepipe.temporary": true, Self.instanceKey: .string(instance), Self.processKey: .string(Self.process),
        ]
        return order
    }

    /// Whether it may be one, by what the list tells of it.
    func mayBe(_ backup: SupervisorBackup) -> Bool {
        backup.isPartial && backup.name.hasPrefix(Self.namePrefix) && !backup.hasHomeAssistant
    }

    /// Whether an earlier process of this agent has made it, and left it.
    func isLeftover(_ backup: SupervisorBackup) -> Bool {
        isOurs(backup) && backup.extra[Self.processKey]?.string != Self.process
    }

    /// Whether it was made for a job of this process.
    func isOf(jobID: String, _ backup: SupervisorBackup) -> Bool {
        isOurs(backup) && backup.extra[Self.processKey]?.string == Self.process && backup.name == Self.name(jobID)
    }

    private func isOurs(_ backup: SupervisorBackup) -> Bool {
        mayBe(backup) && backup.extra["drivepipe.temporary"]?.bool == true
            && backup.extra[Self.instanceKey]?.string == instance
    }

    private static func name(_ jobID: String) -> String { "\(namePrefix) \(jobID)" }
}
