import JSON

/// The `progress` topic. Idle: everything null, counters zero.
package enum ProgressReport {
    package static func payload(job: Job?, _ reading: ProgressReading?) -> JSON {
        [
            "v": 1, "job_id": JSON(job?.id), "phase": JSON(reading?.phase.rawValue),
            "percent": JSON(reading?.percent.map(Int64.init)), "done_bytes": .integer(reading?.doneBytes ?? 0),
            "total_bytes": JSON(reading?.totalBytes),
            "total_is_estimate": .bool(reading.map { !$0.isTotalExact } ?? false),
            "bytes_per_second": JSON(reading?.bytesPerSecond), "finish_at": JSON(reading?.finishAt?.payloadText),
            "remaining_s": JSON(reading?.remainingSeconds),
            "item": JSON(reading?.item.map { String($0.unicodeScalars.suffix(200)) }),
            "items_done": .integer(Int64(reading?.itemsDone ?? 0)),
            "items_total": JSON(reading?.itemsTotal.map(Int64.init)),
            "retries": .integer(Int64(reading?.retries ?? 0)), "attempt": .integer(Int64(reading?.attempt ?? 0)),
        ]
    }
}
