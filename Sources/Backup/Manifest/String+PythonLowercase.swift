extension String {
    /// As Python's `str.lower()` has it, which Home Assistant's slugs are made with: scalar by scalar, and a sigma at the
    /// end of a word is another letter.
    var pythonLowercased: String {
        let scalars = Array(unicodeScalars)
        return scalars.indices.reduce(into: "") { text, index in
            text += isFinalSigma(scalars, index) ? "ς" : scalars[index].properties.lowercaseMapping
        }
    }
}

/// The condition `Final_Sigma` of the Unicode Standard, section 3.13.
private func isFinalSigma(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    guard scalars[index] == "Σ" else { return false }
    let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
}
