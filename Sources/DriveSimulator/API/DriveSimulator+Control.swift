import HTTPServing
import JSON

extension DriveSimulator {
    /// The interface for people and foreign test programs: `/_simulator/faults`, `/_simulator/state`, and
    /// `/_simulator/device/approve` and `deny`, which play the user who was shown a code.
    func control(_ name: String, _ call: APICall) throws -> HTTPResponse {
        switch (call.request.method, name) {
        case ("POST", "faults"): return try addFaults(call)
        case ("DELETE", "faults"):
            clearFaults()
            return .empty(204)
        case ("GET", "state"): return .json(state)
        case ("POST", "device/approve"): return try decideDevice(true, call)
        case ("POST", "device/deny"): return try decideDevice(false, call)
        default: return .text("Not Found", status: 404)
        }
    }

    /// Takes `{"user_code": }`, or nothing for all codes that wait.
    private func decideDevice(_ isApproved: Bool, _ call: APICall) throws -> HTTPResponse {
        let body = try call.body.collect()
        let userCode = body.isEmpty ? nil : (try? JSON(parsing: body))?["user_code"]?.string
        let count = deviceCodes.decide(isApproved, userCode: userCode)
        return count > 0 ? .json(["decided": .integer(Int64(count))]) : .text("No such code waits.", status: 404)
    }

    /// Takes one fault or a list of them.
    private func addFaults(_ call: APICall) throws -> HTTPResponse {
        guard let json = try? JSON(parsing: call.body.collect()) else { throw Refusal.parseError }
        do {
            let added = try (json.array ?? [json]).map { try Fault($0) }
            faults.add(added)
            return .json(["added": .integer(Int64(added.count))])
        } catch let error as SimulatorError {
            throw Refusal.invalid(error.description)
        }
    }

    private var state: JSON {
        let statuses = Dictionary(requests.map { ($0.status.map(String.init) ?? "cut", Int64(1)) }, uniquingKeysWith: +)
        return [
            "files": .array(files.map(\.json)), "open_sessions": .integer(Int64(openSessions)),
            "bytes_kept": .integer(bytesKept), "bytes_received": .integer(bytesReceived),
            "requests": .integer(Int64(requests.count)), "statuses": .object(statuses.mapValues(JSON.integer)),
        ]
    }
}
