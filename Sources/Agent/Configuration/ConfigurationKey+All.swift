import Backup
import Catalog
import Pipe

extension ConfigurationKey {
    /// Every key that leads to a value, in the order of `config/drivepipe.yaml`.
    static let all =
        mqtt + source + backup + drive + places + retention + schedule + supervisor + pipes + folders

    private static let mqtt: [ConfigurationKey] = [
        .init("mqtt.host", \.mqtt.host, .host),
        .init("mqtt.port", \.mqtt.port, .integer(1...65535)),
        .init("mqtt.username", \.mqtt.username, .optional(.text)),
        .init("mqtt.password", \.mqtt.password, .optional(.secret)),
        .init("mqtt.tls", \.mqtt.tls, .boolean),
        .init("mqtt.ca_file", \.mqtt.caFile, .optional(.path)),
        .init("mqtt.cert_file", \.mqtt.certFile, .optional(.path)),
        .init("mqtt.key_file", \.mqtt.keyFile, .optional(.path)),
        .init("mqtt.insecure", \.mqtt.insecure, .boolean),
        .init("mqtt.base_topic", \.mqtt.baseTopic, .topic),
        .init("mqtt.node", \.mqtt.node, .node),
        .init("mqtt.discovery_prefix", \.mqtt.discoveryPrefix, .topic),
        .init("mqtt.object_ids", \.mqtt.objectIDs, .boolean),
        .init("mqtt.progress_seconds", \.mqtt.progressSeconds, .integer(1...60)),
        .init("mqtt.log_level", \.mqtt.logLevel, .choice()),
    ]

    private static let source: [ConfigurationKey] =
        [.init("source.config", \.source.config, .path)]
        + BackupFolder.allCases.map {
            .init(
                "source.folders.\($0.rawValue)", \.source.folders[$0], .optional(.path), emptyMeansNone: true)
        } + [
            .init("source.exclude", \.source.exclude, .patterns),
            .init("source.include", \.source.include, .patterns),
            .init("source.exclude_database", \.source.excludeDatabase, .boolean),
        ]

    private static let backup: [ConfigurationKey] = [
        .init("backup.name", \.backup.name, .backupName),
        .init("backup.password", \.backup.password, .optional(.secret)),
        .init("backup.compressed", \.backup.compressed, .boolean),
        .init("backup.level", \.backup.level, .integer(1...9)),
        .init("backup.threads", \.backup.threads, .integer(0...64)),
        .init("backup.memory", \.backup.memory, .choice()),
        .init("backup.nice", \.backup.priority.nice, .integer(0...19)),
        .init("backup.io_priority", \.backup.priority.ioPriority, .choice()),
    ]

    private static let drive: [ConfigurationKey] = [
        .init("drive.credentials", \.drive.credentials, .path),
        .init("drive.folder", \.drive.folder, .text),
        .init("drive.chunk_size", \.drive.chunkSize, .chunkSize),
        .init("drive.rate_limit", \.drive.rateLimit, .rate),
        .init("drive.proxy", \.drive.proxy, .optional(.proxy)),
        .init("drive.parent", \.drive.parent, .optional(.driveID)),
        .init("drive.ca_file", \.drive.caFile, .optional(.path)),
        .init("drive.api_url", \.drive.apiURL, .url),
        .init("drive.oauth_url", \.drive.oauthURL, .url),
    ]

    private static let places: [ConfigurationKey] = [
        .init("destination", \.destination, .choice()),
        .init("destination_dir", \.destinationDirectory, .optional(.path)),
        .init("tee", \.tee.directory, .optional(.path)),
        .init("tee_required", \.tee.isRequired, .boolean),
    ]

    private static let retention: [ConfigurationKey] = [
        .init("retention.keep_last", \.retention.policy.keepLast, .integer(0...9999)),
        .init("retention.keep_daily", \.retention.policy.keepDaily, .integer(0...9999)),
        .init("retention.keep_weekly", \.retention.policy.keepWeekly, .integer(0...9999)),
        .init("retention.keep_monthly", \.retention.policy.keepMonthly, .integer(0...9999)),
        .init("retention.keep_yearly", \.retention.policy.keepYearly, .integer(0...9999)),
        .init("retention.keep_within", \.retention.policy.keepWithin, .duration),
        .init("retention.week_start", \.retention.policy.weekStart, .choice()),
        .init("retention.max_deletes", \.retention.policy.maxDeletes, .integer(0...9999)),
        .init("retention.delete_before", \.retention.deleteBefore, .boolean),
    ]

    private static let schedule: [ConfigurationKey] = [
        .init("schedule.enabled", \.schedule.enabled, .boolean),
        .init("schedule.time", \.schedule.time, .time),
        .init("schedule.every_days", \.schedule.everyDays, .integer(1...365)),
        .init("schedule.every_hours", \.schedule.everyHours, .integer(0...720)),
        .init("schedule.weekdays", \.schedule.weekdays, .weekdays),
        .init("schedule.jitter", \.schedule.jitter, .jitter),
        .init("schedule.catch_up", \.schedule.catchUp, .catchUp),
        .init("schedule.blackout", \.schedule.blackout, .windows),
        .init("schedule.skip_if_fresh", \.schedule.skipIfFresh, .shortDuration),
        .init("schedule.stale_after", \.schedule.staleAfter, .staleAfter),
    ]

    private static let supervisor: [ConfigurationKey] = [
        .init("supervisor.mode", \.supervisor.mode, .choice()),
        .init("supervisor.url", \.supervisor.url, .url),
        .init("supervisor.token", \.supervisor.token, .optional(.secret)),
        .init("supervisor.freeze_timeout", \.supervisor.freezeTimeout, .shortDuration),
        .init("supervisor.delete_after_upload", \.supervisor.deleteAfterUpload, .boolean),
    ]

    private static let pipes: [ConfigurationKey] = [
        .init("pipe_dir", \.pipe.directory, .optional(.path)),
        .init("pipe_wait", \.pipe.wait, .shortDuration),
        .init("pipe_idle", \.pipe.idle, .shortDuration),
    ]

    private static let folders: [ConfigurationKey] = [
        .init("state_dir", \.stateDirectory, .path),
        .init("fetch_dir", \.fetchDirectory, .optional(.path), emptyMeansNone: true),
        .init("discovery_dir", \.discoveryDirectory, .path),
    ]
}
