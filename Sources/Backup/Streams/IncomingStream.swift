import Pipe

/// What another program hands over while a backup is made, to be kept in it as one file.
package struct IncomingStream {
    /// One component of a path.
    let name: String
    /// Of the file that it becomes again, without a dot in front.
    let fileExtension: String
    /// Its end means that it was everything; whatever it throws ends the backup.
    let source: any ByteSource

    package init(name: String, fileExtension: String, source: any ByteSource) {
        self.name = name
        self.fileExtension = fileExtension
        self.source = source
    }
}
