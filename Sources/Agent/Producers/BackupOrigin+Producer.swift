extension Configuration {
    /// Who makes the bytes of a job's backup.
    func producer(for job: Job) -> any BackupProducer {
        switch job.origin {
        case .pipe(let order) where order.shape == .file: PipeProducer(order, job, self)
        case nil, .folders, .pipe, .supervisor: FolderProducer(job, self)
        }
    }
}
