import JSON

// What a `start` may say about where the bytes come from: `{"pipe": "nightly"}`, `{"supervisor": "apps"}`.
extension CommandReading {
    /// Nil when nothing was said; a text under the same key tells who sent the command.
    func backupOrigin() throws(Reply) -> BackupOrigin? {
        guard var source = origin else { return nil }
        let (pipe, supervisor) = (source.removeValue(forKey: "pipe"), source.removeValue(forKey: "supervisor"))
        let found: BackupOrigin
        switch (pipe, supervisor) {
        case (let name?, nil): found = .pipe(try pipeOrder(name, &source))
        case (nil, let order?): found = .supervisor(try supervisorOrder(order))
        default: throw refusal(.invalidPayload, "source has to name either a pipe or what the Supervisor shall do.")
        }
        // A misspelled option would store something else than was meant.
        if let unknown = source.keys.min()?.cut(toBytes: 64) {
            throw refusal(.invalidPayload, "source knows no \(unknown) here.")
        }
        return found
    }

    private func pipeOrder(_ name: JSON, _ options: inout [String: JSON]) throws(Reply) -> PipeOrder {
        guard scope.canPipe else {
            throw refusal(.forbiddenPath, "No named pipes are allowed here. Set pipe_dir in the configuration.")
        }
        guard let order = name.string.flatMap(PipeOrder.init(name:)) else {
            throw refusal(
                .forbiddenPath,
                "A pipe's name has up to 64 letters, digits, _, - and inner dots, and no folder in front.")
        }
        return try with(order, &options)
    }

    private func with(_ order: PipeOrder, _ options: inout [String: JSON]) throws(Reply) -> PipeOrder {
        var order = order
        if let shape = options.removeValue(forKey: "as"), shape != .null {
            guard let shape = shape.string, PipeOrder.shapes.contains(shape) else {
                throw refusal(.invalidPayload, "source.as has to be file or member.")
            }
            order.isMember = shape == "member"
        }
        if let framed = options.removeValue(forKey: "framed"), framed != .null {
            guard let isFramed = framed.spelledBool else {
                throw refusal(.invalidPayload, "source.framed has to be true or false.")
            }
            order.isFramed = isFramed
        }
        if let ending = options.removeValue(forKey: "extension"), ending != .null {
            guard let text = ending.string, PipeOrder.isExtension(text) else {
                throw refusal(
                    .invalidPayload, "source.extension has to be an ending of a file such as sql.gz.")
            }
            order.fileExtension = text
        }
        guard order.isFramed || !order.isMember else { throw refusal(.invalidPayload, PipeOrder.unframedMember) }
        return order
    }

    private func supervisorOrder(_ order: JSON) throws(Reply) -> SupervisorOrder {
        guard scope.hasSupervisor else {
            throw refusal(.supervisorMissing, "There is no Supervisor here: DrivePipe does not run as an app of its.")
        }
        guard let order = order.string.flatMap(SupervisorOrder.init(text:)) else {
            throw refusal(
                .invalidPayload,
                "source.supervisor has to be direct, apps, classic, missing, or the slug of one of its backups.")
        }
        return order
    }
}

extension PipeOrder {
    /// What may become of what comes through.
    package static let shapes = ["file", "member"]
    /// Why the two do not go together.
    package static let unframedMember =
        "What goes into a backup of Home Assistant has to come in frames: only they tell that it is all there."

    /// Nil for what is no name of a pipe.
    package init?(name: String) {
        guard (1...64).contains(name.utf8.count), name.first != ".", name.last != "." else { return nil }
        guard name.utf8.allSatisfy({ $0.isNameByte || $0 == UInt8(ascii: ".") }) else { return nil }
        self.name = name
    }

    package static func isExtension(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 16 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isNameByte) }
    }
}

extension SupervisorOrder {
    /// Nil for what is neither a word of ours nor a slug.
    package init?(text: String) {
        switch text {
        case "direct": self = .direct
        case "apps": self = .apps
        case "classic": self = .classic
        case "missing": self = .missing
        default:
            guard text.utf8.count == 8, text.allSatisfy(\.isHexDigit) else { return nil }
            self = .existing(text.lowercased())
        }
    }
}

extension UInt8 {
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
