import Agent
import Backup
import Catalog
import FoundationEssentials
import Pipe
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    private func load(_ text: String, _ environment: [String: String] = [:]) throws(ConfigurationError) -> Configuration
    {
        try Configuration(yaml: Array(text.utf8), file: "drivepipe.yaml", environment: environment)
    }

    private func failure(_ text: String, _ environment: [String: String] = [:]) -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) { try self.load(text, environment) }
    }

    // MARK: values

    @Test(arguments: ["", "# nothing", "mqtt:", "mqtt: {}", "~", "mqtt: {host: , port: }", "source: {folders: }"])
    func `what is left out has its default`(text: String) throws {
        #expect(try load(text) == Configuration())
        #expect(try Configuration.load(file: nil, environment: ["HOME": "/root"]) == Configuration())
    }

    @Test func `the layout of the contract, in one line each`() throws {
        let configuration = try load(
            """
            mqtt:   {host: 127.0.0.1, port: 1883, username: , password: , base_topic: drivepipe, node: drivepipe}
            source: {config: /homeassistant, folders: {share: /share, ssl: /ssl, media: /media}, exclude: []}
            backup: {name: "DrivePipe {date} {time}", password: , compressed: true, level: 6, threads: 0, memory: default}
            drive:  {credentials: /data/credentials.json, folder: "Home Assistant Backups", chunk_size: 8MiB,
                     rate_limit: 0, api_url: "https://www.googleapis.com", ca_file: }
            retention: {keep_last: 7, keep_daily: 0, keep_weekly: 0, keep_monthly: 0, max_deletes: 5}
            schedule:  {enabled: false, time: "03:15", every_days: 1}
            state_dir: /data
            discovery_dir: discovery
            """)
        #expect(configuration == Configuration())
    }

    @Test func `every kind of value arrives`() throws {
        let configuration = try load(
            """
            mqtt: {host: broker.local, port: "8883", username: ha, password: "s3cret: #1", base_topic: home/drivepipe}
            source: {config: config, exclude: ["www/cache/*", '**/*.tmp'], exclude_database: Yes}
            backup: {name: Nightly, compressed: off, level: 9, memory: small, nice: 19, io_priority: idle}
            drive: {folder: A B, chunk_size: 512 KiB, api_url: "http://[::1]:8080/", ca_file: ca.pem}
            state_dir: state
            """)
        #expect(configuration.mqtt.host == "broker.local")
        #expect(configuration.mqtt.port == 8883)
        #expect(configuration.mqtt.username == "ha")
        #expect(configuration.mqtt.password?.value == "s3cret: #1")
        #expect(configuration.mqtt.baseTopic == "home/drivepipe")
        #expect(configuration.source.config == "config")
        #expect(configuration.source.exclude == ["www/cache/*", "**/*.tmp"])
        #expect(configuration.source.excludeDatabase)
        #expect(configuration.backup.name == "Nightly")
        #expect(configuration.backup.compressed == false)
        #expect(configuration.backup.level == 9)
        #expect(configuration.backup.memory == .small)
        #expect(configuration.backup.priority == ThreadPriority(nice: 19, ioPriority: .idle))
        #expect(configuration.drive.folder == "A B")
        #expect(configuration.drive.chunkSize == 524_288)
        #expect(configuration.drive.apiURL == "http://[::1]:8080")
        #expect(configuration.drive.caFile == "ca.pem")
        #expect(configuration.stateDirectory == "state")
        #expect(configuration.warnings.isEmpty)
    }

    @Test(
        arguments: [
            ("262144", 262_144), ("256KiB", 262_144), ("1MiB", 1_048_576), ("64 MiB", 67_108_864), ("1mib", 1_048_576),
            ("32768kB", 32_768_000), ("0GiB", nil), ("1000kB", nil), ("65MiB", nil), ("1GiB", nil), ("1.5MiB", nil),
            ("-8MiB", nil), ("8 apples", nil), ("99999999999GiB", nil), ("99999999999999999999", nil), ("MiB", nil),
        ] as [(String, Int?)])
    func `a chunk is a multiple of 256 KiB within bounds`(text: String, bytes: Int?) {
        #expect((try? load("drive: {chunk_size: \(text)}"))?.drive.chunkSize == bytes)
    }

    @Test(arguments: [
        ("0", 0), ("500kB", 500_000), ("2MB/s", 2_000_000), ("2 MiB/s", 2_097_152), ("1GB", 1_000_000_000),
    ])
    func `a rate is bytes a second`(text: String, rate: Int) throws {
        #expect(try load("drive: {rate_limit: \(text)}").drive.rateLimit == rate)
    }

    @Test(arguments: [("03:15", "03:15"), ("3:15", "03:15"), ("23:59", "23:59"), ("0:00", "00:00")])
    func `a time of day is text, quoted or not`(text: String, time: String) throws {
        #expect(try load("schedule: {time: \(text)}").schedule.time.description == time)
        #expect(try load("schedule: {time: \"\(text)\"}").schedule.time.description == time)
    }

    @Test(arguments: [
        "mqtt: {port: 0}", "mqtt: {port: 65536}", "mqtt: {port: 1_883}", "mqtt: {port: 1883.0}", "mqtt: {port: true}",
        "mqtt: {host: 'mqtt://broker'}", "mqtt: {host: 'a b'}", "mqtt: {base_topic: a/}", "mqtt: {base_topic: /a}",
        "mqtt: {base_topic: 'a/#'}", "mqtt: {base_topic: '+'}", "mqtt: {base_topic: a//b}", "mqtt: {base_topic: $SYS}",
        "mqtt: {node: a.b}", "mqtt: {node: ü}", "mqtt: {discovery_prefix: 'x+'}", "mqtt: {username: \"a\\0b\"}",
        "mqtt: {password: \"a\\0b\"}", "source: {exclude: [/etc]}", "source: {exclude: ['']}",
        "source: {exclude_database: maybe}", "backup: {name: a/b}", "backup: {name: ..}", "backup: {name: \"a\\nb\"}",
        "backup: {level: 0}", "backup: {level: 10}", "backup: {threads: -1}", "backup: {nice: 20}",
        "backup: {io_priority: high}", "backup: {memory: huge}",
        "backup: {compressed: 1}", "drive: {rate_limit: fast}", "drive: {api_url: 'ftp://x'}",
        "drive: {api_url: 'https://'}", "drive: {api_url: 'https://x/drive'}", "drive: {api_url: 'https://u:p@x'}",
        "drive: {api_url: 'https://x:0'}", "drive: {api_url: 'https://x:70000'}", "drive: {oauth_url: 'https://x y'}",
        "drive: {api_url: x}", "schedule: {time: '24:00'}", "schedule: {time: '3:5'}", "schedule: {time: 195}",
        "schedule: {time: '٣:١٥'}", "schedule: {every_days: 0}", "retention: {keep_last: -1}",
        "retention: {max_deletes: 99999999999999999999}",
    ])
    func `a value out of its bounds is refused where it stands`(text: String) {
        let error = failure(text)
        #expect(error?.code == .invalidValue)
        #expect(error?.line == 1)
        #expect(error?.key?.contains(".") == true)
        #expect(error?.message.contains(" is not ") == true)
    }

    // MARK: folders

    @Test func `only the folders that are listed are backed up`() throws {
        #expect(try load("source: {folders: {}}").source.folders.isEmpty)
        #expect(try load("source: {folders: {ssl: /s, media: }}").source.folders == [.ssl: "/s"])
        #expect(try load("source: {folders: {addons/local: /a}}").source.folders == [.localApps: "/a"])
        #expect(try load("source: {folders: {addons_local: /a}}").source.folders == [.localApps: "/a"])
        #expect(failure("source: {folders: {addons_local: /a, addons/local: /b}}")?.code == .conflict)
        #expect(failure("source: {folders: {backup: /b}}")?.code == .unknownKey)
    }

    @Test func `the environment adds and drops single folders`() throws {
        let given = try load(
            "",
            [
                "DRIVEPIPE_SOURCE_FOLDERS_SHARE": "/s", "DRIVEPIPE_SOURCE_FOLDERS_MEDIA": "",
                "DRIVEPIPE_SOURCE_FOLDERS_ADDONS_LOCAL": "/a",
            ])
        #expect(given.source.folders == [.share: "/s", .ssl: "/ssl", .localApps: "/a"])
    }

    // MARK: complaints

    @Test func `a wrong value names file, line, column, key and what is expected`() {
        let error = failure("mqtt:\n  host: x\n  port: 70000\n")
        #expect(error?.file == "drivepipe.yaml")
        #expect(error?.line == 3)
        #expect(error?.column == 9)
        #expect(
            error?.description
                == "drivepipe.yaml:3:9: mqtt.port: \"70000\" is not a whole number between 1 and 65535")
    }

    @Test(arguments: [
        ("mqtt: {base_topik: x}", "mqtt.base_topik", "did you mean `base_topic`?"),
        ("mqt: {}", "mqt", "did you mean `mqtt`?"), ("port: 1", "port", "did you mean `mqtt.port`?"),
        ("drive: {level: 1}", "drive.level", "did you mean `backup.level`?"),
        ("source: {folders: {medea: /m}}", "source.folders.medea", "did you mean `media`?"),
        ("schedule: {weekday: 1}", "schedule.weekday", "did you mean `weekdays`?"),
        ("mqtt: {<<: {}}", "mqtt.<<", "known here: "), ("mqtt.host: x", "mqtt.host", "known here: "),
    ])
    func `an unknown key is refused with a guess`(text: String, key: String, hint: String) {
        let error = failure(text)
        #expect(error?.code == .unknownKey)
        #expect(error?.key == key)
        #expect(error?.hint?.hasPrefix(hint) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        "mqtt: x", "mqtt: []", "- mqtt", "x", "mqtt: {host: {a: b}}", "mqtt: {host: [a]}", "source: {exclude: {}}",
        "source: {exclude: [[a]]}", "mqtt: {host: !include x}", "source: {exclude: [!env a]}", "source: {folders: [a]}",
    ])
    func `a section, list or text in the wrong place is refused`(text: String) {
        #expect(failure(text)?.code == .wrongType)
    }

    @Test(arguments: ["source: {exclude: a}", "source: {exclude: 'a,b'}"])
    func `a list must be a list`(text: String) {
        #expect(failure(text)?.message.contains("is not a list") == true)
    }

    @Test func `a message is one line that a terminal can show`() throws {
        let texts = ["\"\\e[31m\\n\": 1", "mqtt: {host: \"\\e[31m\"}", String(repeating: "x", count: 10_000) + ": 1"]
        for text in texts {
            let message = try #require(failure(text)).description
            #expect(message.utf8.count <= 600 && message.utf8.allSatisfy { $0 >= 0x20 }, "\(message)")
        }
    }

    @Test func `broken YAML names its line`() {
        let error = failure("mqtt:\n  host: \"x\n")
        #expect(error?.code == .invalidSyntax)
        #expect(error?.line != nil)
        #expect(failure("mqtt: {}\nmqtt: {}")?.message == "the key `mqtt` stands here twice")
    }

    @Test func `a file that is not there or no file at all is refused`() throws {
        let folder = try TemporaryFolder()
        for (file, code) in [
            ("\(folder.path)/none.yaml", ConfigurationError.Code.fileNotFound),
            (folder.path, .fileUnreadable), ("/dev/zero", .fileUnreadable), ("", .fileNotFound),
        ] {
            let error = #expect(throws: ConfigurationError.self) {
                try Configuration.load(file: file, environment: [:])
            }
            #expect(error?.code == code)
            #expect(error?.file == file)
        }
    }

    // MARK: environment

    @Test func `the environment wins over the file`() throws {
        let configuration = try load(
            "mqtt: {host: a, port: 1}\nsource: {exclude: [x]}",
            [
                "DRIVEPIPE_MQTT_HOST": "b", "DRIVEPIPE_SOURCE_EXCLUDE": "one/*, two ,", "DRIVEPIPE_MQTT_PORT": "",
                "DRIVEPIPE_DRIVE_API_URL": "http://127.0.0.1:9", "DRIVEPIPE_STATE_DIR": "s",
            ])
        #expect(configuration.mqtt.host == "b")
        #expect(configuration.mqtt.port == 1)
        #expect(configuration.source.exclude == ["one/*", "two"])
        #expect(configuration.drive.apiURL == "http://127.0.0.1:9")
        #expect(configuration.stateDirectory == "s")
    }

    @Test func `a wrong value names its variable`() {
        let error = failure("", ["DRIVEPIPE_BACKUP_LEVEL": "11"])
        #expect(
            error?.description
                == "DRIVEPIPE_BACKUP_LEVEL: backup.level: \"11\" is not a whole number between 1 and 9")
    }

    @Test(arguments: [
        ("0", 0), ("12h", 43_200), ("30d", 2_592_000), ("8w", 4_838_400),
    ])
    func `a duration has a unit`(text: String, seconds: Int64) throws {
        #expect(try load("retention: {keep_within: \(text)}").retention.policy.keepWithin == seconds)
    }

    @Test(arguments: [
        "keep_within: 30", "keep_within: d", "keep_within: -1d", "keep_within: 30 d", "keep_within: 99999999999999w",
        "keep_last: -1", "week_start: someday", "delete_before: maybe", "max_deletes: many",
    ])
    func `a rule of retention that cannot be understood is refused`(text: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try load("retention: {\(text)}") }
        #expect(error.code == .invalidValue && error.key?.hasPrefix("retention.") == true)
    }

    @Test func `a proxy is a secret, since it may have a password`() throws {
        let configuration = try load("drive: {proxy: 'http://me:hunter2@proxy:3128'}")
        #expect(configuration.drive.proxy?.value == "http://me:hunter2@proxy:3128")
        #expect(!"\(configuration)".contains("hunter2"))
    }

    @Test func `an unknown rule of retention is refused: by the others more would be deleted than is meant`() {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.load(file: nil, environment: ["DRIVEPIPE_RETENTION_KEEPLAST": "30"])
        }
        #expect(error?.code == .unknownKey)
        #expect(error?.description.contains("did you mean DRIVEPIPE_RETENTION_KEEP_LAST?") == true)
    }

    @Test func `an unknown variable is warned of, without its value`() throws {
        let configuration = try load("", ["DRIVEPIPE_MQTT_PASWORD": "hunter2", "PATH": "/bin"])
        let warnings = configuration.warnings
        #expect(
            warnings
                == [
                    "the environment variable DRIVEPIPE_MQTT_PASWORD belongs to no key; did you mean DRIVEPIPE_MQTT_PASSWORD?"
                ])
    }

    @Test func `the token that Home Assistant gives its apps holds where no other one is set`() throws {
        let environment = ["SUPERVISOR_TOKEN": "given"]
        #expect(try load("", environment).supervisor.token?.value == "given")
        #expect(try load("supervisor: {token: own}", environment).supervisor.token?.value == "own")
        #expect(try load("", ["SUPERVISOR_TOKEN": ""]).supervisor.token == nil)
        #expect(try load("supervisor: {mode: apps, freeze_timeout: 5min}", environment).warnings == [])
    }
}
