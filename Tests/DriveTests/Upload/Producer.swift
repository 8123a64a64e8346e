import Pipe

/// Writes bytes into a pipe on a thread of its own, and ends it as told.
struct Producer: Sendable {
    enum Ending {
        case finish
        case fail(any Error)
        /// The writer is dropped.
        case vanish
        /// Nothing more comes, for as long as the test runs, until this is requested.
        case hang(until: Cancellation)
    }

    let bytes: ArraySlice<UInt8>
    let ending: Ending

    func start(_ writer: consuming PipeWriter) {
        let box = Handover(writer)
        Thread.start { [self] in
            // The consumer's error is the consumer's business.
            try? run(box.take())
        }
    }

    private func run(_ writer: consuming PipeWriter) throws {
        try bytes.withUnsafeBytes { try writer.write($0) }
        switch ending {
        case .finish: try writer.finish()
        case .fail(let error): writer.fail(error)
        case .vanish: return
        case .hang(let release): _ = release.sleep(seconds: 60)
        }
    }
}
