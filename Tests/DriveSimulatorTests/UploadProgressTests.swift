import Testing

@testable import DriveSimulator

@Suite struct UploadProgressTests {
    private static let quantum = UploadProgress.quantum

    private func progress(kept: Int64, declared: Int64? = nil) -> UploadProgress {
        var progress = UploadProgress(declared: declared)
        progress.keep(kept)
        return progress
    }

    private func decide(_ range: String, kept quanta: Int64 = 0, declared: Int64? = nil, length: Int64?)
        -> UploadDecision
    {
        progress(kept: quanta * Self.quantum, declared: declared)
            .decide(ContentRange("bytes \(range)", lenient: true), length: length)
    }

    @Test func `a chunk in order is received and does not end the file`() {
        #expect(
            decide("0-524287/*", length: 524_288)
                == .receive(.init(first: 0, skip: 0, length: 524_288, isFinal: false)))
    }

    @Test func `the chunk that reaches the total ends the file`() {
        #expect(
            decide("262144-262148/262149", kept: 1, length: 5)
                == .receive(.init(first: 262_144, skip: 0, length: 5, isFinal: true)))
    }

    @Test func `a chunk that reaches the declared total ends the file too`() {
        #expect(decide("0-4/*", declared: 5, length: 5) == .receive(.init(first: 0, skip: 0, length: 5, isFinal: true)))
    }

    @Test func `bytes that are kept already are skipped`() {
        #expect(
            decide("0-524287/*", kept: 1, length: 524_288)
                == .receive(.init(first: 0, skip: 262_144, length: 524_288, isFinal: false)))
        #expect(
            decide("0-262143/*", kept: 2, length: 262_144)
                == .receive(.init(first: 0, skip: 262_144, length: 262_144, isFinal: false)))
    }

    @Test func `a gap is refused with both offsets`() {
        #expect(decide("524288-786431/*", kept: 1, length: 262_144) == .refuse(.gap(offset: 524_288, kept: 262_144)))
        #expect(UploadRefusal.gap(offset: 5, kept: 3).status == 503)
    }

    @Test func `a short chunk is refused unless it is the last`() {
        #expect(decide("0-99/*", length: 100) == .refuse(.tooShort(100)))
        #expect(decide("0-99/200", length: 100) == .refuse(.tooShort(100)))
    }

    @Test func `a body that differs from its range is refused`() {
        #expect(
            decide("0-99/100", length: 99) == .refuse(.bodyLength(got: 99, expected: 100, first: 0, last: 99)))
    }

    @Test func `a total that differs from the declared one is refused`() {
        #expect(decide("0-99/100", declared: 101, length: 100) == .refuse(.total(100, declared: 101)))
        #expect(decide("0-99/50", length: 100) == .refuse(.unparsable))
    }

    @Test func `a query finishes only when its total is what is kept`() {
        let end = UploadDecision.receive(.init(first: 524_288, skip: 0, length: 0, isFinal: true))
        #expect(decide("*/524288", kept: 2, length: 0) == end)
        #expect(decide("*/524287", kept: 2, length: 0) == .report)
        #expect(decide("*/524289", kept: 2, length: 0) == .report)
        #expect(decide("*/524288", kept: 2, declared: 600_000, length: 0) == .report)
        #expect(decide("*/*", kept: 2, length: 0) == .report)
    }

    @Test func `a last chunk whose total is below what is kept gets the truth`() {
        #expect(decide("0-299999/300000", kept: 2, length: 300_000) == .report)
    }

    @Test func `no range means the whole body`() {
        let new = progress(kept: 0)
        #expect(new.decide(nil, length: 7) == .receive(.init(first: 0, skip: 0, length: 7, isFinal: true)))
        #expect(new.decide(nil, length: nil) == .receive(.init(first: 0, skip: 0, length: nil, isFinal: true)))
        #expect(progress(kept: 0, declared: 8).decide(nil, length: 7) == .refuse(.total(7, declared: 8)))
        #expect(progress(kept: Self.quantum).decide(nil, length: 0) == .report)
    }

    @Test func `a finished session repeats its answer whatever is asked`() {
        var progress = progress(kept: 10)
        progress.finish()
        #expect(progress.decide(.query(total: nil), length: 0) == .repeatAnswer)
        #expect(progress.decide(.bytes(first: 99, last: 100, total: 5), length: 0) == .repeatAnswer)
    }
}
