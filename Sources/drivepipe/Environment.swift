import FoundationEssentials

/// The process's environment.
enum Environment {
    static var all: [String: String] { ProcessInfo.processInfo.environment }
}
