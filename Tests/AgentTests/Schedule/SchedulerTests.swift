import Agent
import FoundationEssentials
import TestSupport
import Testing

@Suite struct SchedulerTests {
    let berlin: ZoneFile

    init() throws {
        berlin = try ZoneFile("Europe/Berlin")
    }

    @Test(
        arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"], ["02:15", "02:30", "03:15", "00:00"])
    func `a year of looks starts one backup a day`(zone: String, time: String) throws {
        let clock = try ZoneFile(zone).clock
        let clockTime = try #require(TimeOfDay(time))
        var agent = try SimulatedAgent(zone, from: "2026-01-01 12:00") { $0.time = clockTime }
        let first = clock.day(of: agent.now)
        for _ in 0..<(365 * 24 / 5) { agent.sleep(hours: 5) }
        let days = agent.starts.map { clock.day(of: $0) }
        #expect(days == Array((first + 1)...clock.day(of: agent.now)))
    }

    @Test func `the schedule that is switched on does not start one at once`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 10:00")
        #expect(agent.starts.isEmpty)
        #expect(agent.scheduler.nextRunAt == (try berlin.date("2026-11-24 03:15")))
        agent.live(hours: 18)
        #expect(agent.starts == [try berlin.date("2026-11-24 03:15")])
        #expect(agent.scheduler.nextRunAt == (try berlin.date("2026-11-25 03:15")))
    }

    @Test func `one that is off has no next run and starts nothing`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 10:00") { $0.enabled = false }
        agent.live(hours: 48)
        #expect(agent.starts.isEmpty && agent.scheduler.nextRunAt == nil && agent.scheduler.stand == .off)
    }

    @Test func `every so many days counts from the last run, and no restart shifts it`() throws {
        var agent = try SimulatedAgent(from: "2026-11-01 10:00") { $0.everyDays = 3 }
        for _ in 0..<20 {
            agent.live(hours: 12)
            agent.restart()
        }
        #expect(agent.starts == (try ["02", "05", "08", "11"].map { try berlin.date("2026-11-\($0) 03:15") }))
    }

    @Test func `an interval counts from the last backup, whoever started it`() throws {
        var agent = try SimulatedAgent(from: "2026-11-01 10:00") { $0.everyHours = 6 }
        agent.live(hours: 7)
        #expect(agent.starts == [try berlin.date("2026-11-01 16:00")])
        agent.facts.lastAttemptAt = agent.now
        agent.look()
        #expect(agent.scheduler.nextRunAt == (try berlin.date("2026-11-01 23:00")))
    }

    @Test func `another time of day holds from now on, not for what is past`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 10:00")
        agent.live(hours: 24)
        var rules = agent.scheduler.schedule.rules
        rules.time = TimeOfDay(hour: 8, minute: 0)
        agent.restart(rules)
        #expect(agent.starts.count == 1)
        #expect(agent.scheduler.nextRunAt == (try berlin.date("2026-11-25 08:00")))
        rules.time = TimeOfDay(hour: 11, minute: 0)
        agent.restart(rules)
        #expect(agent.scheduler.nextRunAt == (try berlin.date("2026-11-24 11:00")))
    }

    // MARK: What was missed

    @Test(arguments: [(Int64.max, 1, 1), (0, 1, 0), (3600, 1, 0), (7 * 3600, 1, 1), (.max, 20, 1)])
    func `what was missed is made up for once, unless it is too old`(catchUp: Int64, days: Int, runs: Int) throws {
        var agent = try SimulatedAgent(from: "2026-11-23 09:00") { $0.catchUp = catchUp }
        agent.sleep(hours: Double(days) * 24)
        #expect(agent.starts.count == runs)
        #expect(agent.actions.contains { if case .miss = $0 { true } else { false } } == (runs == 0))
        agent.live(hours: 12)
        #expect(agent.starts.count == runs)
        agent.live(hours: 12)
        #expect(agent.starts.count == runs + 1)
    }

    @Test func `a clock set back does not make a second run, one set forward makes up for what it jumped over`() throws
    {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00")
        agent.live(hours: 0.5)
        #expect(agent.starts.count == 1)
        agent.sleep(hours: -1)
        agent.live(hours: 2)
        #expect(agent.starts.count == 1)
        agent.sleep(hours: 23)
        #expect(agent.starts.count == 2)
    }

    @Test(arguments: [0, 6])
    func `a clock that was years ahead for a while stops nothing for long`(everyHours: Int) throws {
        var agent = try SimulatedAgent(from: "2026-11-23 10:00") { $0.everyHours = everyHours }
        agent.sleep(hours: 24 * 2000)
        agent.sleep(hours: -24 * 2000)
        let before = agent.starts.count
        agent.live(hours: 24)
        #expect(agent.starts.count == before + (everyHours == 0 ? 1 : 24 / everyHours))
    }

    @Test func `a memory that nobody can have had starts no storm and no clock beyond time`() throws {
        let agent = try SimulatedAgent(from: "2026-11-23 10:00") { $0.jitter = 3600 }
        for (key, value) in ["last": "\"0001-01-01T00:00:00Z\"", "share": "1e308", "retries": "-1000000"] {
            let text = """
                {"rule": "\(agent.scheduler.schedule.rule)", "retries": 0, "share": 0, "isUnderWay": false, "\(key)": \(value)}
                """
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            let memory = try decoder.decode(ScheduleMemory.self, from: Data(text.utf8))
            var other = agent
            other.outcome = .failed(JobFailure(code: "network", message: "Away.", isRetryable: true))
            other.scheduler = Scheduler(agent.scheduler.schedule, memory)
            other.live(hours: 36)
            #expect((1...8).contains(other.starts.count), "\(key): \(other.starts.count)")
            #expect(other.scheduler.nextRunAt.map { $0.timeIntervalSince(other.now) < 2 * 86_400 } == true)
        }
    }

    @Test func `a clock that is not set yet holds everything`() throws {
        var agent = try SimulatedAgent(from: "2024-01-01 00:00")
        agent.live(hours: 24)
        #expect(agent.scheduler.stand == .held && agent.starts.isEmpty && agent.scheduler.nextRunAt == nil)
    }

    // MARK: What keeps a run from starting

    @Test func `what is due in a blackout starts at its end`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 02:00") {
            $0.blackout = ["02:30-06:00"].compactMap(TimeWindow.init)
            $0.catchUp = 0
        }
        #expect(agent.scheduler.nextRunAt == (try berlin.date("2026-11-23 06:00")))
        agent.live(hours: 2)
        #expect(agent.scheduler.isWaiting && agent.starts.isEmpty)
        agent.restart()
        agent.live(hours: 3)
        #expect(agent.starts == [try berlin.date("2026-11-23 06:00")])
    }

    @Test func `what is due while another job runs waits for its end`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00") { $0.catchUp = 0 }
        agent.facts.isBusy = true
        agent.live(hours: 5)
        #expect(agent.scheduler.isWaiting && agent.actions.isEmpty)
        agent.facts.isBusy = false
        agent.live(hours: 0.1)
        #expect(agent.starts.count == 1)
    }

    @Test func `who waits until the next run is due is told as skipped once`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00")
        agent.facts.isBusy = true
        agent.live(hours: 25)
        #expect(agent.actions == [.skip(.busy, "Another job was running until the next backup was due.")])
    }

    @Test func `a run that is not needed is skipped`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00") { $0.skipIfFresh = 6 * 3600 }
        agent.facts.lastGoodAt = agent.now.addingTimeInterval(-3600)
        agent.live(hours: 1)
        #expect(agent.starts.isEmpty && agent.actions.count == 1)
        guard case .skip(.fresh, _) = agent.actions.first else {
            Issue.record("\(agent.actions)")
            return
        }
        agent.live(hours: 24)
        #expect(agent.starts.count == 1)
    }

    @Test func `who is signed out is told once a run, and gets it after signing in`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00")
        agent.facts.isSignedOut = true
        agent.live(hours: 5)
        #expect(agent.actions.count == 1 && agent.starts.isEmpty)
        #expect(agent.scheduler.stand == .blocked(next: try berlin.date("2026-11-24 03:15")))
        agent.live(hours: 24)
        #expect(agent.actions.count == 2)
        agent.facts.isSignedOut = false
        agent.look()
        #expect(agent.starts.count == 1)
    }

    @Test func `what was announced for the end of a blackout starts then, though nobody was there in between`() throws {
        for hours in [2.5, 4.02] {
            var agent = try SimulatedAgent(from: "2026-11-23 02:00") {
                $0.blackout = ["02:30-06:00"].compactMap(TimeWindow.init)
                $0.catchUp = 0
            }
            agent.sleep(hours: hours)
            agent.live(hours: 4.5 - hours)
            #expect(agent.starts.count == 1)
        }
    }

    @Test(arguments: [(Int64.max, 1), (0, 0), (3 * 3600, 0), (12 * 3600, 1)] as [(Int64, Int)])
    func `what waited is no less late after a long absence`(catchUp: Int64, runs: Int) throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00") { $0.catchUp = catchUp }
        agent.facts.isBusy = true
        agent.live(hours: 2)
        #expect(agent.scheduler.isWaiting)
        agent.facts.isBusy = false
        var restarted = agent
        agent.sleep(hours: 9)
        #expect(agent.starts.count == runs)
        restarted.now = restarted.now.addingTimeInterval(9 * 3600)
        restarted.restart()
        #expect(restarted.starts.count == runs && restarted.actions.count == agent.actions.count)
        #expect(agent.scheduler.nextRunAt == (try berlin.date("2026-11-24 03:15")))
    }

    @Test func `who signs in later than what is made up for waits for the next run`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00") { $0.catchUp = 3600 }
        agent.facts.isSignedOut = true
        agent.live(hours: 5)
        agent.facts.isSignedOut = false
        agent.live(hours: 1)
        #expect(agent.starts.isEmpty && agent.actions.count == 1)
        agent.live(hours: 19)
        #expect(agent.starts.count == 1)
    }

    // MARK: Failures

    @Test(arguments: [(Int64.max, 2), (0, 1), (3600, 1), (12 * 3600, 2)] as [(Int64, Int)])
    func `a try is no less late after a long absence than a run`(catchUp: Int64, runs: Int) throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00") { $0.catchUp = catchUp }
        agent.outcome = .failed(JobFailure(code: "network", message: "Away.", isRetryable: true))
        agent.live(hours: 0.3)
        #expect(agent.starts.count == 1 && agent.scheduler.isWaiting)
        agent.now = agent.now.addingTimeInterval(9 * 3600)
        agent.restart()
        #expect(agent.starts.count == runs)
        #expect(agent.scheduler.isWaiting == (runs == 2))
    }

    @Test(arguments: [(false, 9, 1), (false, 0.05, 2), (true, 0.75, 2), (true, 20, 1)] as [(Bool, Double, Int)])
    func `a run that was cut off is made again soon, and not after days`(
        crashes: Bool, hours: Double, runs: Int
    ) throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00") {
            $0.catchUp = 0
            $0.everyDays = 7
        }
        agent.outcome = nil
        agent.live(hours: 1)
        if !crashes { agent.scheduler.ended(.schedule, .cancelled, isStopping: true, at: agent.now) }
        agent.now = agent.now.addingTimeInterval(hours * 3600)
        agent.restart()
        #expect(agent.starts.count == runs)
    }

    @Test func `a failure that may pass is tried again, three times, then at the next regular time`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00")
        agent.outcome = .failed(JobFailure(code: "network", message: "Away.", isRetryable: true))
        agent.live(hours: 20)
        #expect(agent.starts.count == 4)
        #expect(agent.scheduler.nextRunAt == (try berlin.date("2026-11-24 03:15")))
        agent.live(hours: 6)
        #expect(agent.starts.count > 4)
    }

    @Test func `Drive's own word on when to try again is kept`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00")
        let later = agent.now.addingTimeInterval(6 * 3600)
        agent.outcome = .failed(JobFailure(code: "busy", message: "Later.", isRetryable: true, retryAt: later))
        agent.live(hours: 1)
        #expect(agent.scheduler.nextRunAt == later && agent.scheduler.isWaiting)
        agent.outcome = .completed(.sample)
        agent.live(hours: 6)
        #expect(agent.starts.last == later && !agent.scheduler.isWaiting)
    }

    @Test func `a failure that somebody has to mend waits for the next regular time`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00")
        agent.outcome = .failed(JobFailure(code: "drive_quota", message: "Full.", isRetryable: false))
        agent.live(hours: 20)
        #expect(agent.starts.count == 1 && !agent.scheduler.isWaiting)
    }

    @Test func `a run that the end of the agent cut off is due again, but not for ever`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00") { $0.catchUp = 0 }
        agent.outcome = nil
        agent.live(hours: 1)
        agent.scheduler.ended(.schedule, .cancelled, isStopping: true, at: agent.now)
        for _ in 0..<10 { agent.restart() }
        #expect(agent.starts.count == 4)
        agent.scheduler.ended(.schedule, .completed(.sample), isStopping: false, at: agent.now)
        agent.restart()
        #expect(agent.starts.count == 4)
    }

    @Test func `who cancels a run has cancelled it`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00")
        agent.outcome = .cancelled
        agent.live(hours: 12)
        agent.restart()
        #expect(agent.starts.count == 1)
    }

    @Test func `chance moves a start within its bounds, the same one at every look`() throws {
        var agent = try SimulatedAgent(from: "2026-11-01 12:00") { $0.jitter = 3600 }
        var told: Set<Date> = []
        for _ in 0..<20 {
            agent.live(hours: 12)
            if let next = agent.scheduler.nextRunAt { told.insert(next) }
            agent.restart()
            agent.live(hours: 12)
        }
        #expect(agent.starts.count == 20 && told.isSuperset(of: agent.starts.dropFirst()))
        let offsets = agent.starts.map { berlin.clock.secondOfDay(at: $0) - 3 * 3600 - 900 }
        #expect(offsets.allSatisfy { (0...3600).contains($0) } && Set(offsets).count > 10)
    }

    @Test func `what is remembered survives being written down`() throws {
        var agent = try SimulatedAgent(from: "2026-11-01 12:00") { $0.jitter = 3600 }
        agent.live(hours: 24)
        var memory = AgentMemory()
        memory.schedule = agent.scheduler.memory
        let folder = try TemporaryFolder()
        try StateFile(directory: folder.path).save(memory)
        let back = try StateFile(directory: folder.path).load().schedule
        var other = Scheduler(agent.scheduler.schedule, back)
        _ = other.look(agent.facts, at: agent.now)
        #expect(other.nextRunAt == agent.scheduler.nextRunAt)
    }

    @Test func `looks are a minute apart, or less when something is due before, and never closer than a second`() throws
    {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00")
        #expect(agent.scheduler.pause(from: agent.now) == 60)
        agent.now = try berlin.date("2026-11-23 03:14").addingTimeInterval(20)
        #expect(agent.scheduler.pause(from: agent.now) == 40)
        #expect(agent.scheduler.pause(from: agent.now.addingTimeInterval(39.9)) == 1)
        #expect(agent.scheduler.pause(from: agent.now.addingTimeInterval(100)) == 60)
    }

    @Test func `nothing that is told ticks while a run cannot be made`() throws {
        var agent = try SimulatedAgent(from: "2026-11-23 03:00") { $0.everyHours = 1 }
        agent.facts.isSignedOut = true
        agent.live(hours: 1.1)
        let stand = agent.scheduler.stand
        agent.live(hours: 3)
        #expect(agent.scheduler.stand == stand && agent.actions.count == 1)
    }
}
