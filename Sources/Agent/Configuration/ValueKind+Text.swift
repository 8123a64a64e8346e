extension ValueKind<String> {
    /// One line of text.
    static var text: ValueKind { ValueKind("one line of text without control characters") { line($0) } }

    static var path: ValueKind { ValueKind("a path") { line($0) } }

    static var host: ValueKind {
        ValueKind("a host name or address alone, without `mqtt://` or port") { text in
            let isHost = text.utf8.count <= 253 && !text.contains { $0.isWhitespace || "/@[]\\".contains($0) }
            return isHost ? line(text) : nil
        }
    }

    /// The name Home Assistant shows; it becomes a file name, too.
    static var backupName: ValueKind {
        ValueKind("a name of up to 200 bytes without `/` and `\\`") { text in
            let isName = text.utf8.count <= 200 && !text.contains { "/\\".contains($0) } && ![".", ".."].contains(text)
            return isName ? line(text) : nil
        }
    }

    static var topic: ValueKind {
        ValueKind("a topic without `#`, `+`, `$` in front, empty levels or a slash at either end") { text in
            let levels = text.split(separator: "/", omittingEmptySubsequences: false)
            let isTopic = !levels.contains("") && !text.hasPrefix("$") && !text.contains { "#+".contains($0) }
            return isTopic && text.utf8.count <= 200 ? line(text) : nil
        }
    }

    static var node: ValueKind {
        ValueKind("a name of up to 64 letters, digits, `_` and `-`") { text in
            let isNode = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
            return isNode && (1...64).contains(text.utf8.count) ? text : nil
        }
    }

    /// Scheme, host and perhaps a port: the paths behind it are Google's.
    static var url: ValueKind {
        ValueKind("an `http://` or `https://` address of a server, without user and path") { text in
            let address = text.hasSuffix("/") ? String(text.dropLast()) : text
            guard let scheme = ["http://", "https://"].first(where: address.lowercased().hasPrefix) else { return nil }
            return isAuthority(address.dropFirst(scheme.count)) ? line(address) : nil
        }
    }

    /// What stands behind `/folders/` in the address of a folder or a shared drive.
    static var driveID: ValueKind {
        ValueKind("the id of a folder or of a shared drive: letters, digits, `-` and `_`") { text in
            let isID = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            return isID && (1...128).contains(text.utf8.count) ? text : nil
        }
    }

    private static func isAuthority(_ text: Substring) -> Bool {
        guard let first = text.first, first != ":", !text.contains(where: { $0.isWhitespace || "/?#@\\".contains($0) })
        else { return false }
        let behindAddress = text.lastIndex(of: "]").map { text[$0...].dropFirst() } ?? text
        guard let colon = behindAddress.firstIndex(of: ":") else { return true }
        return Int(behindAddress[colon...].dropFirst()).map((1...65535).contains) ?? false
    }

    /// The text itself, unless it is empty or holds a control character: names end up in C strings and headers.
    private static func line(_ text: String) -> String? {
        let isLine = !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        return isLine ? text : nil
    }
}

extension ValueKind<Secret> {
    /// Any text that a C string can hold.
    static var secret: ValueKind {
        ValueKind("a secret of at least one character") { $0.isEmpty || $0.contains("\0") ? nil : Secret($0) }
    }

    /// A secret because it may hold a password.
    static var proxy: ValueKind {
        ValueKind("the address of a proxy, such as `http://name:password@host:3128`, `https://` or `socks5h://`") {
            text in
            let isAddress = ["http://", "https://", "socks5h://", "socks5://"].contains { scheme in
                text.hasPrefix(scheme) && text.utf8.count > scheme.utf8.count
            }
            return isAddress && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } ? Secret(text) : nil
        }
    }
}

extension ValueKind<[String]> {
    /// Patterns relative to the configuration folder.
    static var patterns: ValueKind {
        ValueKind(
            expected: "a list of patterns relative to the configuration folder, such as [\"www/cache/*\"]", isList: true
        ) { value in
            guard case .list(let patterns) = value else { return nil }
            let areRelative = patterns.allSatisfy { !$0.isEmpty && !$0.hasPrefix("/") && !$0.contains("\0") }
            return areRelative ? patterns : nil
        }
    }
}
