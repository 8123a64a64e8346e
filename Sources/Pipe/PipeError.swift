/// How a pipe ends when one side goes away without a word.
package enum PipeError: Error, Equatable, CustomStringConvertible {
    case producerVanished
    case consumerVanished

    package var description: String {
        switch self {
        case .producerVanished: "The producer of the backup stopped without saying that it was done."
        case .consumerVanished: "The upload stopped before the backup was complete."
        }
    }
}
