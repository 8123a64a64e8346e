import CYAML

/// Reads UTF-8 bytes as a stream of YAML events. The only file that touches libyaml.
///
/// libyaml keeps the address of its parser and of its input: both stay where they are until `deinit`.
struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// - Parameter bytes: stays with the caller and must outlive the parser.
    /// - Throws: `YAMLError` when there is no memory.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw YAMLError(message: "there is no memory to read it", mark: .init(line: 1, column: 1))
        }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// - Throws: `YAMLError` where the text is not YAML; nothing may be read after that.
    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
        defer { yaml_event_delete(&event) }
        let mark = Self.mark(event.start_mark)
        switch event.type {
        case YAML_SCALAR_EVENT: return Self.scalar(event.data.scalar, mark)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return YAMLEvent(
                kind: .sequenceStart, mark: mark, tag: Self.localTag(start.tag), hasAnchor: start.anchor != nil)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return YAMLEvent(
                kind: .mappingStart, mark: mark, tag: Self.localTag(start.tag), hasAnchor: start.anchor != nil)
        default: return YAMLEvent(kind: Self.bareKind(event.type), mark: mark)
        }
    }
}

extension YAMLParser {
    private static func scalar(
        _ scalar: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar, _ mark: YAMLNode.Mark
    ) -> YAMLEvent {
        let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
        return YAMLEvent(
            kind: .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), mark: mark,
            tag: localTag(scalar.tag), hasAnchor: scalar.anchor != nil)
    }

    private static func bareKind(_ type: yaml_event_type_t) -> YAMLEvent.Kind {
        switch type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_END_EVENT: .mappingEnd
        case YAML_ALIAS_EVENT: .alias
        default: .streamEnd
        }
    }

    private static func localTag(_ tag: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let tag else { return nil }
        let text = String(cString: tag)
        return text == "!" || text.hasPrefix("tag:yaml.org,2002:") ? nil : text
    }

    private static func mark(_ mark: yaml_mark_t) -> YAMLNode.Mark {
        .init(line: Int(clamping: mark.line) &+ 1, column: Int(clamping: mark.column) &+ 1)
    }

    /// What libyaml says of its last failure; its sentences name no content of the file.
    private var problem: YAMLError {
        let state = parser.pointee
        var message = state.problem.map { String(cString: $0) } ?? "it cannot be read"
        if let context = state.context {
            message += " (\(String(cString: context)), line \(Self.mark(state.context_mark).line))"
        }
        // The reader works ahead of the scanner, so only the scanner's own position tells the line roughly.
        let isReader = state.error == YAML_READER_ERROR
        return YAMLError(
            message: "this is not valid YAML: \(message)",
            mark: Self.mark(isReader ? state.mark : state.problem_mark),
            hint: "check the indentation (spaces, never tabs) and that a space follows each colon")
    }
}
