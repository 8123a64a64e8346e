extension String {
    /// The text with a space in place of each control character. Names of files and what archives say come from outside:
    /// on a terminal such characters could rewrite what stands there, in a log start lines of their own.
    package var printable: String {
        guard hasControls else { return self }
        var text = UnicodeScalarView()
        for scalar in unicodeScalars { text.append(scalar.isControl ? " " : scalar) }
        return String(text)
    }

    /// JSON text without the control characters that JSON takes as they are: DEL and those above it.
    package var printableJSON: String {
        guard hasControls else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            let digits = String(scalar.value, radix: 16)
            text +=
                scalar.isControl
                ? "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits : String(scalar)
        }
    }

    private var hasControls: Bool { unicodeScalars.contains { $0.isControl } }
}

extension Unicode.Scalar {
    /// The category Cc, which never grows. By numbers: the tables of Unicode would be half a MiB more in memory.
    var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
