extension Configuration {
    /// Who makes the bytes of a job's backup.
    func producer(for job: Job) -> any BackupProducer {
        switch job.origin {
        case nil, .folders, .pipe, .supervisor: FolderProducer(job, self)
        }
    }
}
