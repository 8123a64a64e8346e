/// Why what came through a pipe is no whole. The sizes are bytes, the times seconds.
package enum FrameError: ExplainedError, Equatable {
    /// The producer sent -1.
    case cancelled
    /// The stream ended without the 0 that makes it a whole, after `offset` bytes, lengths included.
    case cut(offset: Int64)
    /// No length that a frame can have, at `offset`.
    case badLength(Int32, offset: Int64)
    /// Something after the 0, at `offset`.
    case bytesAfterEnd(offset: Int64)
    /// No byte came for so long.
    case stalled(seconds: Double)
    /// Nobody opened the pipe for so long.
    case noWriter(seconds: Double)

    package var code: String {
        switch self {
        case .cancelled: "pipe_cancelled"
        case .cut: "pipe_cut"
        case .badLength, .bytesAfterEnd: "pipe_bad_frame"
        case .stalled: "pipe_stalled"
        case .noWriter: "pipe_no_writer"
        }
    }

    package var description: String {
        switch self {
        case .cancelled:
            "The program that writes into the pipe gave up. Its own output says why."
        case .cut(let offset):
            """
            The program that writes into the pipe ended after \(offset) bytes without saying that it was done. See why \
            it ended, and that it ends its frames with a length of 0.
            """
        case .badLength(let length, let offset):
            """
            A frame at byte \(offset) says it has \(length) bytes; up to \(Frame.maximum) are allowed. Let the program \
            write frames, such as by `drivepipe pipe frame`.
            """
        case .bytesAfterEnd(let offset):
            """
            More bytes came after the end at byte \(offset). Let one program alone write into the pipe, and once.
            """
        case .stalled(let seconds):
            """
            The program that writes into the pipe sent nothing for \(seconds.formattedSeconds). See what it waits for, \
            or raise pipe_idle.
            """
        case .noWriter(let seconds):
            """
            Nobody wrote into the pipe within \(seconds.formattedSeconds). Start the program that writes when the pipe \
            is ready, or raise pipe_wait.
            """
        }
    }
}

extension Double {
    /// `300 seconds`, or `0.5 seconds`.
    fileprivate var formattedSeconds: String {
        let whole = Int64(exactly: self).map { "\($0)" }
        return "\(whole ?? "\(self)") seconds"
    }
}
