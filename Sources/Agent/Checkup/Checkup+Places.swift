import Backup
import Catalog
import Drive
import Glibc
import Pipe

// Where bytes come from and go to. All of it blocks.
extension Checkup {
    func sources() throws -> [CheckupFinding] {
        let folders = configuration.source.folders.keys.sorted { $0.rawValue < $1.rawValue }
        return try [source(nil)] + folders.map(source)
    }

    private func source(_ folder: BackupFolder?) throws -> CheckupFinding {
        let subject = folder.map { "source.folders.\($0.rawValue)" } ?? "source.config"
        do {
            let survey = try SourceSurvey(of: folder, in: configuration.backupSource, cancellation: cancellation)
            let content = "\(survey.entries) entries, \(String(bytes: survey.tarBytes)) before compression"
            guard survey.notices.warningCount > 0 else { return .ok(subject, "\(content).") }
            let example = survey.notices.list.first { $0.severity == .warning }
            return .warning(
                subject, "\(content); warnings: \(survey.notices.warningCount), such as \(example?.description ?? "")")
        } catch let error as BackupError where folder != nil {
            // A backup is made without it.
            return .warning(subject, "\(error)")
        } catch let error as BackupError {
            return .failed(subject, error)
        }
    }

    func store() throws -> CheckupFinding {
        do {
            let quota = try destination.store(cancellation).quota(patience: 20)
            let account = quota.account.map { " as \($0)" } ?? ""
            let backups = try destination.catalog(cancellation).own.count
            let sentence = "\(destination.name)\(account): backups: \(backups), \(quota.freeSpace)."
            guard let folder = destination as? FolderDestination else { return .ok("destination", sentence) }
            return writing(to: folder.path, as: "destination", whenPossible: sentence)
        } catch {
            try cancellation.check()
            return .failed("destination", error)
        }
    }

    func copies() -> [CheckupFinding] {
        guard let copies = configuration.copies else { return [] }
        do {
            let quota = try copies.store(cancellation).quota(patience: nil)
            return [writing(to: copies.path, as: "tee", whenPossible: "\(copies.path): \(quota.freeSpace).")]
        } catch {
            return [.failed("tee", error)]
        }
    }

    func state() -> CheckupFinding {
        let path = configuration.stateDirectory
        do {
            _ = try StateFile(directory: path).load()
        } catch {
            return .warning("state_dir", "\(path)/state.json cannot be used: \(error)")
        }
        return writing(to: path, as: "state_dir", whenPossible: "\(path) can be written to.")
    }

    private func writing(to path: String, as subject: String, whenPossible sentence: String) -> CheckupFinding {
        guard access(path, W_OK | X_OK) != 0 else { return .ok(subject, sentence) }
        return .failed(subject, "\(path) cannot be written to: \(SystemError(number: errno)).", code: "not_writable")
    }
}

extension StorageQuota {
    fileprivate var freeSpace: String {
        free.map { "\(String(bytes: $0)) free" } ?? "free space not known"
    }
}
