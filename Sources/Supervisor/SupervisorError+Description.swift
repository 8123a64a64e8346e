extension SupervisorError {
    /// Stable, for machines.
    package var code: String {
        switch self {
        case .noToken: "supervisor_missing"
        case .unreachable, .notReady: "supervisor_unreachable"
        case .forbidden: "supervisor_forbidden"
        case .busy: "supervisor_busy"
        case .diskFull: "supervisor_disk_full"
        case .refused: "supervisor_refused"
        case .backupFailed, .jobLost, .jobStalled: "supervisor_backup_failed"
        case .backupMissing: "supervisor_backup_missing"
        case .downloadFailed: "supervisor_download_failed"
        case .freezeFailed: "supervisor_freeze_failed"
        case .unexpectedAnswer: "supervisor_unexpected_answer"
        case .cancelled: "cancelled"
        }
    }

    /// What happened and what to do next.
    package var description: String {
        hint.isEmpty ? sentence : "\(sentence) \(hint)"
    }

    private var sentence: String {
        switch self {
        case .noToken: "There is no Supervisor here: SUPERVISOR_TOKEN is not set."
        case .unreachable(let error): "The Supervisor does not answer. \(error)"
        case .notReady(let answer): "The Supervisor is not ready (\(answer))."
        case .forbidden(let answer): "The Supervisor does not let this app do that (\(answer))."
        case .busy(let answer): "The Supervisor is busy with another backup, or the system is frozen (\(answer))."
        case .diskFull(let answer): "The Supervisor has too little space for a backup on its disk (\(answer))."
        case .refused(let answer): "The Supervisor refused (\(answer))."
        case .backupFailed(let reasons): "The Supervisor's backup failed: \(Self.list(reasons))."
        case .jobLost: "The Supervisor was restarted in the middle of its backup."
        case .jobStalled(let seconds): "The Supervisor's backup has not come to an end in \(Int(seconds / 60)) minutes."
        case .backupMissing(let slug): "The Supervisor has no backup \(SupervisorAnswer.oneLine(slug))."
        case .downloadFailed(let reason): "The Supervisor's backup could not be read to its end: \(reason)."
        case .freezeFailed(let reason): "Home Assistant could not be held still for the backup: \(reason)"
        case .unexpectedAnswer(let reason): "The Supervisor's answer makes no sense. \(reason)"
        case .cancelled: "It was cancelled."
        }
    }

    private var hint: String {
        switch self {
        case .noToken: "Run DrivePipe as an app of Home Assistant OS, or set supervisor.token."
        case .unreachable, .notReady: "It is tried again with the next backup."
        case .forbidden:
            "The app's configuration must say hassio_api: true and hassio_role: backup; a token of one's own must be the "
                + "current one."
        case .busy: "Start the backup again when the other one is done."
        case .diskFull: "Free some, or use supervisor.mode: direct, which needs none."
        case .refused, .unexpectedAnswer: "The Supervisor's log (Settings, System, Logs) says more."
        case .backupFailed: "The Supervisor's log (Settings, System, Logs) says more; then start the backup again."
        case .jobLost, .downloadFailed: "Start the backup again."
        case .jobStalled: "Look at Settings, System, Backups; restart the Supervisor if it hangs."
        case .backupMissing: "Settings, System, Backups shows which there are."
        case .freezeFailed: "Look at the apps that run commands before a backup, or use supervisor.mode: off."
        case .cancelled: ""
        }
    }

    private static func list(_ reasons: [String]) -> String {
        reasons.isEmpty ? "it did not say why" : reasons.prefix(5).joined(separator: "; ")
    }
}
