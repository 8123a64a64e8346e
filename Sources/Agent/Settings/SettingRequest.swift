import JSON

/// What stands on a `set/` topic: the value as plain text, or an object with `value` and an `id` that the answer repeats.
package struct SettingRequest: Sendable, Equatable {
    package var value: String
    package var id: String?
    /// Keys that mean nothing to this version.
    package var ignored: [String] = []

    /// - Throws: `SettingError` when the payload is neither.
    package init(_ payload: [UInt8]) throws(SettingError) {
        guard payload.count <= 1024, let text = String(validating: payload, as: UTF8.self)?.trimmed else {
            throw .invalid("A setting is a short text, or an object with `value` and `id`.")
        }
        value = text
        guard text.hasPrefix("{") else { return }
        guard var members = (try? JSON(parsing: payload))?.object,
            let value = members.removeValue(forKey: "value").flatMap(Self.text)
        else { throw .invalid("The object needs a `value`: a text, a number, true or false.") }
        self.value = value
        id = members.removeValue(forKey: "id")?.string.flatMap { $0.utf8.count <= 64 ? $0 : nil }
        ignored = members.keys.sorted()
    }

    private static func text(_ value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .bool(let flag): flag ? "true" : "false"
        case .null: Setting.fileWord
        case .array, .object: nil
        }
    }
}
