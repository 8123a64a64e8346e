import FoundationEssentials

/// What the agent remembers over a restart: the content of its state file.
package struct AgentMemory: Sendable, Equatable, Codable {
    package var jobs = JobMemory()
    /// What was set over MQTT.
    package var settings = Settings()
    /// What Home Assistant was told of.
    package var components = AnnouncedComponents()
    package var schedule = ScheduleMemory()
    /// When an agent with this memory ran for the first time.
    package var firstStartedAt: Date?

    package init() {}

    /// Each part by itself: one that cannot be understood takes no other with it. A file of version 0.1 had the jobs alone.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let alone = try? JobMemory(from: decoder)
        jobs = (try? container.decode(JobMemory.self, forKey: .jobs)) ?? alone ?? JobMemory()
        settings = (try? container.decode(Settings.self, forKey: .settings)) ?? Settings()
        components = (try? container.decode(AnnouncedComponents.self, forKey: .components)) ?? AnnouncedComponents()
        schedule = (try? container.decode(ScheduleMemory.self, forKey: .schedule)) ?? ScheduleMemory()
        firstStartedAt = try? container.decode(Date.self, forKey: .firstStartedAt)
    }
}
