extension Configuration {
    /// Who makes the bytes of a job's backup.
    func producer(for job: Job) -> any BackupProducer {
        switch job.origin {
        case .pipe(let order): PipeProducer(order, job, self)
        case nil, .folders, .supervisor: FolderProducer(job, self)
        }
    }
}
