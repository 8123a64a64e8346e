import Pipe
import Testing

@Suite struct CancellationTests {
    @Test func `a sleep ends with the request`() async throws {
        let cancellation = Cancellation()
        let sleeper = Task { try await Thread.run { cancellation.sleep(seconds: 3_600) } }
        cancellation.request()
        #expect(try await sleeper.value == false)
    }

    @Test func `an undisturbed sleep is slept to its end`() async throws {
        let cancellation = Cancellation()
        #expect(try await Thread.run { cancellation.sleep(seconds: 0.01) })
    }

    @Test func `actions run once, also those that come late`() {
        let cancellation = Cancellation()
        let pipe = Pipe()
        var reader = pipe.makeReader()
        pipe.abort(on: cancellation)
        cancellation.request()
        cancellation.request()
        #expect(throws: CancellationRequested.self) { _ = try readCount(&reader) }
        #expect(throws: CancellationRequested.self) { try cancellation.check() }
    }

    @Test func `a pipe that would be aborted is not kept until then`() {
        let cancellation = Cancellation()
        weak var gone: Pipe?
        do {
            let pipe = Pipe()
            pipe.abort(on: cancellation)
            gone = pipe
        }
        #expect(gone == nil)
        cancellation.request()
    }
}
