/// A condition of `files.list` in Drive's query language. Files in the trash are never meant.
package struct DriveQuery: Sendable, Equatable {
    /// In Drive's query language.
    package let text: String

    /// Files that carry all of these properties of ours.
    package static func marked(_ properties: [String: String], mimeType: String? = nil) -> DriveQuery {
        let marks = properties.sorted { $0.key < $1.key }.map {
            "appProperties has { key=\(quoted($0.key)) and value=\(quoted($0.value)) }"
        }
        let type = mimeType.map { ["mimeType = \(quoted($0))"] } ?? []
        return DriveQuery(text: (marks + type + ["trashed = false"]).joined(separator: " and "))
    }

    /// Files in the folder with this id.
    package static func inFolder(_ id: String) -> DriveQuery {
        DriveQuery(text: "\(quoted(id)) in parents and trashed = false")
    }
}

/// A text constant of the query language.
private func quoted(_ text: String) -> String {
    var result = "'"
    for character in text.unicodeScalars {
        if character == "'" || character == "\\" { result.unicodeScalars.append("\\") }
        result.unicodeScalars.append(character)
    }
    return result + "'"
}
