import ArgumentParser

/// `drivepipe pipe`: for the programs on the other side of a named pipe.
struct PipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipe", abstract: "Hand backups of other programs over through a named pipe.",
        subcommands: [FrameCommand.self, UnframeCommand.self])
}
