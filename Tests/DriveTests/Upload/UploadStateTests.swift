import Drive
import HTTP
import Testing

/// Chunks of ten bytes.
@Suite struct UploadStateTests {
    private let busy = DriveError(GoogleError(status: 503))
    private let slow = DriveError(GoogleError(status: 429))
    private let gone = DriveError(GoogleError(status: 404))
    private let full = DriveError(GoogleError(status: 403, reason: "storageQuotaExceeded"))

    private func chunk(_ bytes: Range<Int64>, total: Int64? = nil) -> UploadState.Action {
        .send(.init(bytes: bytes, total: total))
    }

    /// A state after a first chunk that was kept whole, with 20 bytes available and the second chunk sent.
    private func midway() -> UploadState {
        var state = UploadState(chunkSize: ChunkSize(smallest: 10, largest: 10))
        _ = state.filled(upTo: 10, isEnd: false)
        _ = state.answered(.kept(10))
        _ = state.filled(upTo: 20, isEnd: false)
        return state
    }

    /// A state with the last chunk, bytes 20 to 25, sent.
    private func last() -> UploadState {
        var state = midway()
        _ = state.answered(.kept(20))
        _ = state.filled(upTo: 25, isEnd: true)
        return state
    }

    @Test func `whole chunks go without a total, the rest with it`() {
        var state = UploadState(chunkSize: ChunkSize(smallest: 10, largest: 10))
        #expect(state.filled(upTo: 10, isEnd: false) == chunk(0..<10))
        #expect(state.answered(.kept(10)) == .fill)
        #expect(state.filled(upTo: 15, isEnd: true) == chunk(10..<15, total: 15))
        #expect(state.answered(.complete([7])) == .verify([7]))
    }

    @Test func `an end on the boundary of a chunk is an empty chunk with the total`() {
        var state = midway()
        #expect(state.answered(.kept(20)) == .fill)
        #expect(state.filled(upTo: 20, isEnd: true) == chunk(20..<20, total: 20))
    }

    @Test func `an empty backup is one empty chunk`() {
        var state = UploadState(chunkSize: ChunkSize(smallest: 10, largest: 10))
        #expect(state.filled(upTo: 0, isEnd: true) == chunk(0..<0, total: 0))
    }

    @Test func `a short acknowledgement is followed`() {
        var state = midway()
        #expect(state.answered(.kept(14)) == .fill)
        #expect(state.filled(upTo: 24, isEnd: false) == chunk(14..<24))
        #expect(state.acknowledged == 14)
    }

    @Test func `a short acknowledgement of the last chunk sends the rest, with the total`() {
        var state = last()
        #expect(state.answered(.kept(22)) == chunk(22..<25, total: 25))
    }

    @Test func `all kept but not finished is finished with an empty chunk`() {
        var state = last()
        #expect(state.answered(.kept(25)) == chunk(25..<25, total: 25))
    }

    @Test func `nothing kept is a reason to wait, then the same chunk goes again`() {
        var state = midway()
        guard case .wait(let error) = state.answered(.kept(10)) else {
            Issue.record("no wait")
            return
        }
        #expect(error.isTransient)
        #expect(state.waited() == chunk(10..<20))
    }

    @Test func `after trouble the server is asked, and its answer counts`() {
        var state = midway()
        #expect(state.answered(.failed(busy)) == .wait(busy))
        #expect(state.waited() == .ask)
        #expect(state.answeredQuery(.kept(10)) == chunk(10..<20))
        #expect(state.answered(.failed(.network(.connection("cut")))) == .wait(.network(.connection("cut"))))
        #expect(state.waited() == .ask)
        #expect(state.answeredQuery(.kept(20)) == .fill)
    }

    @Test func `trouble with the question leads to asking again`() {
        var state = midway()
        _ = state.answered(.failed(busy))
        _ = state.waited()
        #expect(state.answeredQuery(.failed(busy)) == .wait(busy))
        #expect(state.waited() == .ask)
    }

    @Test func `too many requests are answered with a wait and the same chunk`() {
        var state = midway()
        #expect(state.answered(.failed(slow)) == .wait(slow))
        #expect(state.waited() == chunk(10..<20))
    }

    @Test func `a full Drive ends it at once`() {
        var state = midway()
        #expect(state.answered(.failed(full)) == .fail(full))
        #expect(!state.mayBeComplete)
        state = last()
        #expect(state.answered(.failed(full)) == .lookUp(orFail: full))
    }

    @Test func `a refusal after the last chunk says nothing about an earlier try of it`() {
        var state = last()
        #expect(state.answered(.failed(busy)) == .wait(busy))
        #expect(state.waited() == .ask)
        #expect(state.answeredQuery(.failed(full)) == .lookUp(orFail: full))
        #expect(state.mayBeComplete)
    }

    @Test func `a file that is there already is looked for, but only after the last chunk`() {
        let taken = DriveError(GoogleError(status: 409))
        var state = last()
        guard case .lookUp(.sessionLost) = state.answered(.failed(taken)) else {
            Issue.record("not looked for")
            return
        }
        state = midway()
        guard case .fail(.sessionLost) = state.answered(.failed(taken)) else {
            Issue.record("not lost")
            return
        }
    }

    @Test func `a connection that breaks makes the next chunk smaller, a busy server does not`() {
        var state = UploadState(chunkSize: ChunkSize(smallest: 10, largest: 80))
        _ = state.filled(upTo: 10, isEnd: false)
        #expect(state.answered(.kept(10), after: 1) == .fill)
        #expect(state.wanted == 30)
        #expect(state.filled(upTo: 30, isEnd: false) == chunk(10..<30))
        _ = state.answered(.failed(busy), after: 1)
        _ = state.waited()
        #expect(state.answeredQuery(.kept(10)) == chunk(10..<30))
        _ = state.answered(.failed(.network(.connection("cut"))), after: 1)
        _ = state.waited()
        #expect(state.answeredQuery(.kept(10)) == chunk(10..<20))
        #expect(state.answered(.kept(20), after: 1) == chunk(20..<30))
    }

    @Test func `a session that is gone is lost`() {
        var state = midway()
        guard case .fail(.sessionLost) = state.answered(.failed(gone)) else {
            Issue.record("not lost")
            return
        }
    }

    @Test func `a session that is gone after the last chunk may have made the file`() {
        var state = last()
        #expect(state.mayBeComplete)
        #expect(state.answered(.failed(busy)) == .wait(busy))
        #expect(state.waited() == .ask)
        guard case .lookUp(.sessionLost) = state.answeredQuery(.failed(gone)) else {
            Issue.record("not looked for")
            return
        }
    }

    @Test func `a lost answer to the last chunk is found by asking`() {
        var state = last()
        _ = state.answered(.failed(.network(.connection("cut"))))
        _ = state.waited()
        #expect(state.answeredQuery(.complete([1])) == .verify([1]))
    }

    @Test func `bytes that were confirmed and are gone mean the session is lost`() {
        var state = midway()
        guard case .fail(.sessionLost) = state.answered(.kept(9)) else {
            Issue.record("not lost")
            return
        }
    }

    @Test func `more confirmed than sent is never believed`() {
        var state = midway()
        guard case .fail(.unexpectedAnswer) = state.answered(.kept(21)) else {
            Issue.record("believed")
            return
        }
    }

    @Test func `success before the total was named is none, and its file has to go`() {
        var state = midway()
        guard case .fail(.unexpectedAnswer) = state.answered(.complete([])) else {
            Issue.record("believed")
            return
        }
        #expect(state.mayBeComplete)
    }

    @Test func `an incomplete that follows the last chunk says that there is no file`() {
        var state = last()
        #expect(state.mayBeComplete)
        _ = state.answered(.kept(20))
        #expect(!state.mayBeComplete)
        #expect(state.waited() == chunk(20..<25, total: 25))
        #expect(state.mayBeComplete)
    }

    @Test func `answers mean what Google's protocol says`() {
        #expect(UploadAnswer(HTTPResponse(status: 308)) == .kept(0))
        #expect(UploadAnswer(HTTPResponse(status: 308, headers: ["Range": "bytes=0-9"])) == .kept(10))
        #expect(UploadAnswer(HTTPResponse(status: 201, body: [9])) == .complete([9]))
        #expect(UploadAnswer(HTTPResponse(status: 503)) == .failed(busy))
        guard case .failed(.unexpectedAnswer) = UploadAnswer(HTTPResponse(status: 308, headers: ["Range": "x"])) else {
            Issue.record("accepted")
            return
        }
    }
}
