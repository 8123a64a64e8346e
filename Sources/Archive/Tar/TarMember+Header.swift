extension TarMember {
    /// What a header and the extended headers before it say together.
    /// - Throws: `ArchiveDamage.badHeader`.
    init(_ header: TarHeaderBlock, _ extras: TarAttributes, size: Int64, offset: Int64) throws(ArchiveDamage) {
        let path = extras.path ?? header.name
        let target = extras.linkPath ?? header.linkName
        try header.check(path, target)
        let kind = extras.isSparse ? .other(UInt8(ascii: "S")) : Kind(header.type, path: path, target: target)
        let (owner, group) = (try header.owner(), try header.group())
        let modified = Timestamp(seconds: try header.modified())
        self.init(
            path: path, kind: kind, size: kind == .file ? size : 0,
            mode: UInt32(truncatingIfNeeded: try header.mode()) & 0o7777,
            // GNU tar writes the owners below zero of some systems as they are: the low 32 bits say it all.
            owner: UInt32(truncatingIfNeeded: extras.owner ?? owner),
            group: UInt32(truncatingIfNeeded: extras.group ?? group),
            modified: extras.modified ?? modified, offset: offset)
    }

    /// Whether bytes of content follow the header: as Python's tarfile has it, which is what Home Assistant reads with.
    var isContentStored: Bool {
        switch kind {
        case .file: true
        case .directory, .symbolicLink, .hardLink: false
        case .other(let type): !(UInt8(ascii: "3")...UInt8(ascii: "6")).contains(type)
        }
    }
}

extension TarHeaderBlock {
    /// Demands names that can be names; where they lead is not asked here.
    fileprivate func check(_ path: [UInt8], _ target: [UInt8]) throws(ArchiveDamage) {
        for name in [path, target] {
            guard name.count <= TarReader.nameLimit else { throw bad("a name is too long") }
            guard !name.contains(0) else { throw bad("a name has a zero byte in it") }
        }
        guard !path.isEmpty else { throw bad("it has no name") }
    }
}

extension TarMember.Kind {
    fileprivate init(_ type: UInt8, path: [UInt8], target: [UInt8]) {
        switch type {
        case UInt8(ascii: "0"), UInt8(ascii: "7"): self = .file
        // Before POSIX a slash at the end of the name made the directory.
        case 0: self = path.last == UInt8(ascii: "/") ? .directory : .file
        case UInt8(ascii: "1"): self = .hardLink(target: target)
        case UInt8(ascii: "2"): self = .symbolicLink(target: target)
        case UInt8(ascii: "5"): self = .directory
        default: self = .other(type)
        }
    }
}
