import JSON
import Pipe
import Synchronization

/// A system that is held still for a backup that is not the Supervisor's own: Home Assistant's database is locked, and the
/// apps have run their commands for the beginning of a backup.
///
/// The Supervisor thaws by itself when the time-out is over; until then nothing can be backed up or updated, so that a thaw
/// must not be lost: `end()` asks for it until it is done, whatever became of the job, and `deinit` calls it.
package final class Freeze: Sendable {
    /// How a freeze ended.
    package enum End: Sendable, Equatable {
        /// It was ours to end: all that was read in between belongs together.
        case thawed
        /// Its time-out, or somebody else, had ended it before: what was read since may have changed meanwhile.
        case over
        /// The Supervisor could not be asked. It ends with its time-out.
        case lost(SupervisorError)
    }

    private let settings: SupervisorSettings
    private let timeout: Int64
    private let start: Double
    private let ending = Mutex<End?>(nil)

    /// Freezes the system; returns when it is.
    /// - Parameter timeout: seconds after which the Supervisor thaws by itself.
    /// - Throws: `busy`, `forbidden`, `freezeFailed`, `unreachable`, `cancelled`. Nothing is frozen then.
    package init(by client: SupervisorClient, timeout: Int64) throws(SupervisorError) {
        // What is cancelled before it was asked for must not thaw what somebody else froze.
        guard !client.cancellation.isRequested else { throw .cancelled }
        settings = client.settings
        self.timeout = max(1, timeout)
        start = secondsNow()
        do throws(SupervisorError) {
            _ = try client.once("POST", "/backups/freeze", ["timeout": .integer(self.timeout)])
        } catch {
            if error.mayHaveFrozen { end() } else { ending.withLock { $0 = .over } }
            throw error.asFreeze
        }
    }

    deinit { end() }

    /// Whether the time-out is over, so that the Supervisor has thawed by itself.
    package var isOverdue: Bool { secondsNow() - start >= Double(timeout) }

    /// Thaws, once; takes up to a minute when the Supervisor does not answer. Any thread.
    @discardableResult
    package func end() -> End {
        ending.withLock { ending in
            let end = ending ?? thaw()
            ending = end
            return end
        }
    }

    /// Not with the job's cancellation, which may be the reason for it.
    private func thaw() -> End {
        let client = SupervisorClient(settings, cancellation: Cancellation())
        // A thaw whose answer was lost may have been done.
        var mayBeDone = false
        do throws(SupervisorError) {
            // While the freeze itself is under way, which a cancelled job does not wait for, nothing can thaw.
            _ = try client.call(
                "POST", "/backups/thaw", policy: settings.tidyingBackoff, passes: { $0.isTransient || $0.isBusy },
                again: { mayBeDone = mayBeDone || !$0.isBusy })
        } catch {
            guard error.isNotFrozen else { return .lost(error) }
            return mayBeDone && !isOverdue ? .thawed : .over
        }
        return isOverdue ? .over : .thawed
    }
}

extension SupervisorError {
    /// Whether a freeze that got this answer may have begun all the same: the Supervisor stays frozen when an app's command
    /// fails (`freeze_all` in its `backups/manager.py`).
    fileprivate var mayHaveFrozen: Bool {
        switch self {
        case .noToken, .forbidden, .busy: false
        default: true
        }
    }

    /// What it means for a freeze.
    fileprivate var asFreeze: SupervisorError {
        switch self {
        case .refused(let answer): .freezeFailed("\(answer).")
        default: self
        }
    }
}
