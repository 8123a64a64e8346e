import FoundationEssentials

/// Any JSON value, for payloads whose shape is data (discovery, replies, fields chosen by a query).
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

extension JSON {
    /// Parses UTF-8 text.
    /// - Throws: `JSONError` when the bytes are not one JSON value.
    package init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        do {
            self = try JSONDecoder().decode(JSON.self, from: Data(bytes))
        } catch {
            throw JSONError(reason: "not valid JSON")
        }
    }

    /// Compact UTF-8 text with sorted keys, so that equal values are equal bytes.
    package var text: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding fails only for NaN and infinities, which JSON cannot carry.
        return (try? encoder.encode(self)).map(Array.init) ?? Array("null".utf8)
    }

    /// The member of an object, or nil when this is no object or has no such key.
    package subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    package var integer: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    package var array: [JSON]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    package var object: [String: JSON]? {
        guard case .object(let value) = self else { return nil }
        return value
    }
}

/// Why bytes were not taken as JSON.
package struct JSONError: Error, CustomStringConvertible {
    package let reason: String
    package var description: String { reason }
}
