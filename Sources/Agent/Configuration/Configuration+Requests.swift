import Backup
import MQTT

extension Configuration {
    /// What the archive of a job shall be.
    package func backupRequest(for job: Job) -> BackupRequest {
        var request = BackupRequest(
            name: job.name, date: job.startedAt,
            source: backupSource,
            isCompressed: backup.compressed, level: Int32(backup.level), threads: backup.threads,
            password: backup.password?.value, memory: memoryPlan, instance: mqtt.node,
            producerVersion: Version.current)
        request.source.exclude += job.exclude
        request.source.include += job.include
        if let folders = job.folders {
            request.source.folders = request.source.folders.filter { folders.contains($0.key) }
        }
        if !job.exclude.isEmpty || job.folders != nil { request.isPartial = true }
        return request
    }

    /// What is backed up unless a job wants it otherwise.
    var backupSource: BackupSource {
        BackupSource(
            configuration: source.config, folders: source.folders, exclude: source.exclude + ownBackups,
            include: source.include, excludesDatabase: source.excludeDatabase)
    }
}

extension Configuration.MQTT {
    /// What the broker knows the agent by.
    var clientID: String { "drivepipe-\(node)" }

    /// How to reach the broker.
    package func options(clientID: String) -> MQTTOptions {
        var options = MQTTOptions(host: host, port: UInt16(clamping: port), clientID: clientID)
        options.username = username
        options.password = password?.value
        options.tls = encryption
        options.refusalPause = refusalPause
        // The rest of a burst waits at the broker, to be answered one by one.
        options.maximumBacklog = 32
        options.maximumUnacknowledged = 1_000
        return options
    }

    private var encryption: MQTTOptions.TLS? {
        guard tls else { return nil }
        return MQTTOptions.TLS(
            authorityFile: caFile, certificateFile: certFile, keyFile: keyFile, acceptsAnyHost: insecure,
            acceptsAnyAuthority: insecure && caFile == nil)
    }
}
