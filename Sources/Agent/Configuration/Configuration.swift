import Backup
import Catalog
import Pipe

/// Everything the user decides, with the defaults. See `config/drivepipe.yaml` for what each key means.
package struct Configuration: Sendable, Hashable {
    package var mqtt = MQTT()
    package var source = Source()
    package var backup = Backup()
    package var drive = Drive()
    package var retention = Retention()
    package var schedule = Schedule()
    package var supervisor = Supervisor()
    package var pipe = NamedPipes()
    package var tee = Tee()
    /// `destination`: what keeps the backups.
    package var destination = Place.drive
    /// `destination_dir`: the folder that keeps them in place of Drive.
    package var destinationDirectory: String?
    /// `state_dir`: where the agent keeps its one small state file.
    package var stateDirectory = "/data"
    /// `fetch_dir`: the one folder that backups may be fetched to over MQTT; nil: none.
    package var fetchDirectory: String?
    /// `discovery_dir`: the folder with the entities as data.
    package var discoveryDirectory = "discovery"
    /// Sentences for the log: what was meant, perhaps, and not understood.
    package var warnings: [String] = []

    package init() {}
}

extension Configuration {
    /// The broker and the names used there.
    package struct MQTT: Sendable, Hashable {
        package var host = "127.0.0.1"
        /// 1...65535; where none is given, that of the kind of connection: 1883, with TLS 8883.
        package var port = 1883
        package var username: String?
        package var password: Secret?
        /// Whether the connection is encrypted.
        package var tls = false
        /// Path of certificates in PEM to trust instead of the system's.
        package var caFile: String?
        /// Paths of the agent's own certificate and its key, PEM, for a broker that wants to see one; both or none.
        package var certFile: String?
        package var keyFile: String?
        /// Accept any host name in the broker's certificate and, where no `caFile` is given, any authority.
        package var insecure = false
        /// No wildcard, no slash at either end.
        package var baseTopic = "drivepipe"
        /// Letters, digits, `_` and `-`.
        package var node = "drivepipe"
        package var discoveryPrefix = "homeassistant"
        /// Seconds between two progress messages, 1...60.
        package var progressSeconds = 5
        /// Whether discovery names entity ids for Home Assistant before 2025.10, too.
        package var objectIDs = false
        /// From which level on lines of the log are published, too.
        package var logLevel = LogLevel.off
        /// Seconds before the next attempt when the broker has refused the agent. No key leads here.
        package var refusalPause = 30.0
    }

    /// What is backed up.
    package struct Source: Sendable, Hashable {
        /// Home Assistant's configuration folder.
        package var config = "/homeassistant"
        /// The other folders, by what Home Assistant calls them; one that is not in here is not backed up.
        package var folders: [BackupFolder: String] = [.share: "/share", .ssl: "/ssl", .media: "/media"]
        /// Patterns beside Home Assistant's own, relative to the configuration folder.
        package var exclude: [String] = []
        /// Patterns of what is backed up although another pattern leaves it out.
        package var include: [String] = []
        package var excludeDatabase = false
    }

    /// What the backup looks like.
    package struct Backup: Sendable, Hashable {
        /// `{date}` and `{time}` are replaced at the start of a backup.
        package var name = "DrivePipe {date} {time}"
        /// Encrypts the backup; Home Assistant asks for it before it restores.
        package var password: Secret?
        package var compressed = true
        /// 1...9
        package var level = 6
        /// 0: as many as there are processors.
        package var threads = 0
        package var memory = Memory.default
        /// How far the threads that make a backup stand back behind everything else; `nice` and `io_priority`.
        package var priority = ThreadPriority()
    }

    /// How much memory a backup may take.
    package enum Memory: String, Sendable, Hashable, CaseIterable {
        case `default`, small, large
    }

    /// Google Drive, and how to get there.
    package struct Drive: Sendable, Hashable {
        /// Path of `credentials.json`.
        package var credentials = "/data/credentials.json"
        package var folder = "Home Assistant Backups"
        /// Bytes; a multiple of 256 KiB.
        package var chunkSize = 8 * 1024 * 1024
        /// Bytes a second; 0: no limit.
        package var rateLimit = 0
        /// Scheme and host (and port), without a slash at the end.
        package var apiURL = "https://www.googleapis.com"
        package var oauthURL = "https://oauth2.googleapis.com"
        /// Path of certificates in PEM to trust instead of the system's.
        package var caFile: String?
        /// Address of a proxy, with user and password if it wants them; nil: what the environment says.
        package var proxy: Secret?
        /// Id of a shared drive, or of a folder, in which the backup folder is made; nil: My Drive.
        package var parent: String?
        /// Seconds between two looks at the free space during an upload. No key leads here.
        package var spaceInterval = 180.0
    }

    /// Which backups stay, and what makes room for new ones.
    package struct Retention: Sendable, Hashable {
        package var policy = RetentionPolicy(keepLast: 7)
        /// Delete what the policy lets go before a backup that would not fit otherwise.
        package var deleteBefore = false
    }

    /// When a backup starts by itself. Durations in seconds.
    package struct Schedule: Sendable, Hashable {
        package var enabled = false
        package var time = TimeOfDay(hour: 3, minute: 15)
        package var everyDays = 1
        /// Hours from one backup to the next, in place of a time of day; 0: by the time of day.
        package var everyHours = 0
        /// Empty: all of them.
        package var weekdays: Set<RetentionPolicy.Weekday> = []
        /// The most by which a backup starts later, by chance.
        package var jitter: Int64 = 0
        /// How old a run that was missed may be to be made up for; 0: none is, `.max`: all are.
        package var catchUp = Int64.max
        /// Hours in which no backup starts by itself.
        package var blackout: [TimeWindow] = []
        /// No backup is made when the last good one is younger; 0: always one.
        package var skipIfFresh: Int64 = 0
        package var staleAfter = StaleAfter.automatic

        package init() {}
    }

    /// The age from which the newest good backup is too old.
    package enum StaleAfter: Sendable, Hashable {
        /// By the schedule.
        case automatic
        case never
        case seconds(Int64)
    }

    /// What keeps backups.
    package enum Place: String, Sendable, Hashable, CaseIterable {
        case drive, folder
    }

    /// Home Assistant's Supervisor, where there is one.
    package struct Supervisor: Sendable, Hashable {
        /// What a backup is made of when nobody says otherwise.
        package var mode = SupervisorMode.off
        /// Scheme and host, without a slash at the end.
        package var url = "http://supervisor"
        /// Nil: the environment's `SUPERVISOR_TOKEN`, which every app gets.
        package var token: Secret?
        /// Seconds after which the Supervisor thaws by itself.
        package var freezeTimeout: Int64 = 600
        /// Whether a backup of the Supervisor's own, once it is verified at its destination, is removed from the local disk.
        package var deleteAfterUpload = false
        /// Seconds between two looks at what it is doing for us. No key leads here.
        package var pollPause = 2.0
    }

    /// How the Supervisor takes part in a backup.
    package enum SupervisorMode: String, Sendable, Hashable, CaseIterable {
        /// Not at all.
        case off
        /// It holds Home Assistant still while our own backup of the folders is made.
        case direct
        /// As `direct`, and the apps are in it, from a small backup that the Supervisor makes of them.
        case apps
        /// It makes the whole backup on the local disk, and that is what is stored.
        case classic
    }

    /// Named pipes that other programs write backups into.
    package struct NamedPipes: Sendable, Hashable {
        /// The one folder that named pipes are made in; nil: none are.
        package var directory: String?
        /// Seconds that a pipe waits for somebody to write into it; 0: until it is cancelled.
        package var wait: Int64 = 60
        /// Seconds without a byte after which a writer counts as stuck; 0: never.
        package var idle: Int64 = 300
    }

    /// The local copy of each backup.
    package struct Tee: Sendable, Hashable {
        /// Nil: none is made.
        package var directory: String?
        /// Whether a backup fails when its copy does.
        package var isRequired = false
    }
}
