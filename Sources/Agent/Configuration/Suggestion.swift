/// Guesses what the user meant by a word that is not known.
enum Suggestion {
    /// The known word with the fewest typing errors between, if they are few enough to be a guess.
    static func closest(to word: String, among known: some Sequence<String>) -> String? {
        let limit = max(1, min(word.count, 24) / 3)
        let near = known.map { (word: $0, distance: distance(word, $0)) }.filter { $0.distance <= limit }
        return near.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
    }

    /// Levenshtein's: letters to insert, drop or replace. Words far longer than ours are not worth the table.
    static func distance(_ one: String, _ other: String) -> Int {
        guard one.utf8.count <= 128 else { return .max }
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in other.indices {
                let replaced = diagonal + (letter == other[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[other.count]
    }
}
