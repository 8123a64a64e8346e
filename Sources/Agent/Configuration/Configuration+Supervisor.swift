extension Configuration {
    /// Takes the token that the Supervisor gives every app in its environment, unless another one is configured.
    /// - Throws: a `conflict` when backups are to be made with the Supervisor and there is no token: it would answer none of
    ///   them, which is better told now than at three in the morning.
    mutating func settleSupervisor(
        _ layer: ConfigurationLayer, _ environment: [String: String]
    ) throws(ConfigurationError) {
        if supervisor.token == nil, let token = environment["SUPERVISOR_TOKEN"], !token.isEmpty {
            supervisor.token = Secret(token)
        }
        guard supervisor.mode != .off, supervisor.token == nil, let value = layer.values["supervisor.mode"] else {
            return
        }
        throw ConfigurationError(
            code: .conflict, origin: value.origin, key: "supervisor.mode",
            message: "\"\(supervisor.mode.rawValue)\" needs Home Assistant's Supervisor, and there is no token for it",
            hint: "run DrivePipe as an app of Home Assistant OS, set supervisor.token, or set mode: off")
    }
}
