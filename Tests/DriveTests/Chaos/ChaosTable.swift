/// The table of docs/UPLOAD.md: a row for each fault, how often it was played and how often that ended as it has to.
struct ChaosTable {
    struct Row {
        let fault: UploadFault
        var alone = Count()
        var paired = Count()
    }

    struct Count: CustomStringConvertible {
        var right = 0
        var all = 0

        mutating func add(_ problem: String?) {
            all += 1
            if problem == nil { right += 1 }
        }

        var description: String { "\(right)/\(all)" }
    }

    private(set) var rows = UploadFault.all.map { Row(fault: $0) }

    /// Counts a case, in the row of each of its faults.
    mutating func add(_ done: ChaosCase, _ problem: String?) {
        for name in Set(done.faults.map(\.fault.name)) {
            guard let index = rows.firstIndex(where: { $0.fault.name == name }) else { continue }
            if done.faults.count == 1 { rows[index].alone.add(problem) } else { rows[index].paired.add(problem) }
        }
    }

    var lines: [String] {
        ["| What goes wrong | Alone | In pairs | The upload ends |", "| --- | --- | --- | --- |"]
            + rows.map { "| \($0.fault.name) | \($0.alone) | \($0.paired) | \($0.fault.endings) |" }
    }
}

extension UploadFault {
    /// For people.
    var endings: String {
        guard let lastEnding, places.count > 1 else { return "\(ending(at: places.last ?? 1))" }
        return "\(ending), at the last chunk \(lastEnding)"
    }
}
