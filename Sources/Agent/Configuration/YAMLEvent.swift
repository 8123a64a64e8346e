/// What the parser met next: libyaml's events, in Swift's terms.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case scalar(String, isPlain: Bool)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
        case alias
    }

    let kind: Kind
    let mark: YAMLNode.Mark
    /// A local tag such as `!secret`; those of YAML itself (`!!str`) are dropped, every value is text here.
    var tag: String?
    var hasAnchor = false
}
