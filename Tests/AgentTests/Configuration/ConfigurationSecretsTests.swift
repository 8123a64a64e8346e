import Agent
import TestSupport
import Testing

@Suite struct ConfigurationSecretsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(
        _ text: String, secrets: String? = nil, _ environment: [String: String] = [:]
    ) throws -> Configuration {
        if let secrets { try folder.write(secrets, to: "secrets.yaml") }
        return try Configuration.load(file: try folder.write(text, to: "c.yaml"), environment: environment)
    }

    private func failure(
        _ text: String, secrets: String? = nil, _ environment: [String: String] = [:]
    ) -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) { try self.load(text, secrets: secrets, environment) }
    }

    @Test func `a secret comes from the file beside`() throws {
        let configuration = try load(
            "mqtt: {username: !secret user, password: !secret pass, port: !secret port}",
            secrets: "# mine\nuser: ha\npass: 'x: y'\nport: 8883\nother: [1]\n")
        #expect(configuration.mqtt.username == "ha")
        #expect(configuration.mqtt.password?.value == "x: y")
        #expect(configuration.mqtt.port == 8883)
    }

    @Test func `a missing secret names line, key and a guess`() {
        let error = failure("mqtt:\n  password: !secret mqtt_pass\n", secrets: "mqtt_pas: hunter2")
        #expect(error?.code == .secretNotFound)
        #expect(error?.line == 2)
        #expect(error?.key == "mqtt.password")
        #expect(error?.hint == "did you mean `mqtt_pas`?")
        #expect(failure("mqtt: {node: !secret x}", secrets: "x: [1]")?.code == .secretNotFound)
    }

    @Test func `a missing or broken secrets file is refused`() {
        #expect(failure("mqtt: {password: !secret x}")?.code == .fileNotFound)
        let error = failure("mqtt: {password: !secret x}", secrets: "a: 1\nx: \"hunter2\n")
        #expect(error?.code == .invalidSyntax)
        #expect(error?.file?.hasSuffix("/secrets.yaml") == true)
    }

    @Test func `no message and no print shows a secret`() throws {
        let configuration = try load("mqtt: {password: hunter2}\ndrive: {proxy: 'socks5h://ha:hunter2@x:1080'}")
        var dumped = ""
        dump(configuration, to: &dumped)
        let errors = [
            failure("mqtt: {port: !secret x}", secrets: "x: hunter2"),
            failure("mqtt: {password: \"hunter2\\0\"}"),
            failure("source: {exclude: [!secret x]}", secrets: "x: /hunter2"),
            failure("drive: {api_url: 'https://ha:hunter2@x'}"),
            failure("drive: {proxy: 'ftp://ha:hunter2@x'}"),
            failure("drive: {proxy: 'ha:hunter2@x'}"),
            failure("drive: {proxy: 'http://ha:hun ter2 hunter2@x'}"),
            failure("backup: {password: \"hunter2\\0\"}"),
            failure("", ["DRIVEPIPE_MQTT_PASSWORD": "hunter2\0"]),
            failure("", ["DRIVEPIPE_BACKUP_PASSWORD": "hunter2\0"]),
            failure("mqtt: {password: !hunter2}"),
            failure("mqtt: {password: !hunter2 [a]}"),
            failure("mqtt: {password:hunter2}"),
            failure("mqtt: {password hunter2}"),
            failure("mqtt:\n  password:hunter2\n"),
            failure("mqtt: {password: &hunter2 }"),
            failure("mqtt: {password: *hunter2 }"),
            failure("mqtt: {password: {hunter2}}"),
            failure("{pass:hunter2, pass:hunter2}"),
        ]
        let texts = ["\(configuration)", dumped, "\(Secret("hunter2"))", String(reflecting: configuration)]
        for text in texts + errors.map({ "\(String(describing: $0)) \($0.map(\.description) ?? "")" }) {
            #expect(!text.contains("hunter2"), "\(text)")
        }
        #expect(texts[0].contains("***"))
        #expect(errors.count { $0 != nil } == errors.count)
    }

    @Test(arguments: ["hunter2", "hunter2\n", "hunter2\r\n"])
    func `a secret may stand in a file of its own`(contents: String) throws {
        let file = try folder.write(contents, to: "password")
        #expect(try load("mqtt: {password_file: \(file)}").mqtt.password?.value == "hunter2")
        #expect(try load("", ["DRIVEPIPE_MQTT_PASSWORD_FILE": file]).mqtt.password?.value == "hunter2")
    }

    @Test func `only one newline is cut, spaces are kept`() throws {
        let file = try folder.write(" a b \n\n", to: "password")
        #expect(try load("mqtt: {password_file: \(file)}").mqtt.password?.value == " a b \n")
    }

    @Test func `a secret file that is missing, empty or endless is refused`() throws {
        let empty = try folder.write("\n", to: "empty")
        for (file, code) in [
            (folder.path + "/none", ConfigurationError.Code.fileNotFound), (empty, .invalidValue),
            ("/dev/zero", .fileUnreadable), (folder.path, .fileUnreadable),
        ] {
            let error = failure("mqtt:\n  password_file: \(file)")
            #expect(error?.code == code)
            #expect(error?.key == "mqtt.password_file")
            #expect(error?.line == 2)
        }
    }

    @Test func `a secret and its file together are refused, but the environment replaces either`() throws {
        let file = try folder.write("from file", to: "password")
        let both = "mqtt: {password: x, password_file: \(file)}"
        #expect(failure(both)?.code == .conflict)
        #expect(failure("", ["DRIVEPIPE_MQTT_PASSWORD": "x", "DRIVEPIPE_MQTT_PASSWORD_FILE": file])?.code == .conflict)
        let fromFile = try load("mqtt: {password: x}", ["DRIVEPIPE_MQTT_PASSWORD_FILE": file])
        #expect(fromFile.mqtt.password?.value == "from file")
        let plain = try load("mqtt: {password_file: \(file)}", ["DRIVEPIPE_MQTT_PASSWORD": "x"])
        #expect(plain.mqtt.password?.value == "x")
    }

    @Test func `the password of the backups is a secret like any other`() throws {
        let file = try folder.write("from file", to: "password")
        #expect(try load("backup: {password: hunter2}").backup.password?.value == "hunter2")
        #expect(try load("backup: {password_file: \(file)}").backup.password?.value == "from file")
        #expect(try load("", ["DRIVEPIPE_BACKUP_PASSWORD": "x"]).backup.password?.value == "x")
        #expect(try !"\(load("backup: {password: hunter2}"))".contains("hunter2"))
    }

    @Test func `no password, or an empty one, means no encryption`() throws {
        #expect(try load("backup: {password: , password_file: }") == Configuration())
        #expect(try load("backup: {password: ''}", ["DRIVEPIPE_BACKUP_PASSWORD": ""]) == Configuration())
    }
}
