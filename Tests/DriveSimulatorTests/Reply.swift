import JSON

/// One answer as a test sees it.
struct Reply {
    let status: Int
    /// By lower-case name.
    let headers: [String: String]
    var body: [UInt8] = []

    init(_ head: String) {
        let lines = head.split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        let fields = lines.dropFirst().map { line in
            let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (sides[0].lowercased(), sides.count > 1 ? String(sides[1].drop { $0 == " " }) : "")
        }
        headers = Dictionary(fields) { _, last in last }
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSON { (try? JSON(parsing: body)) ?? .null }

    /// The `reason` of a Google error body.
    var reason: String? { json["error"]?["errors"]?.array?.first?["reason"]?.string }
}
