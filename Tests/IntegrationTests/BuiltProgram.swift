/// The program as the build made it.
enum BuiltProgram {
    /// Beside the test bundle, where the build puts both.
    static var path: String {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/drivepipe"
    }
}
