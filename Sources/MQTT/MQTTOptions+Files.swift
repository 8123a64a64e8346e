import Glibc

extension MQTTOptions.TLS {
    /// The library says of a file that is not there no more than "invalid".
    /// - Throws: `MQTTError.invalidOptions` that names the file.
    func checkFiles() throws(MQTTError) {
        for file in [authorityFile, certificateFile, keyFile] {
            guard let file, access(file, R_OK) != 0 else { continue }
            throw .invalidOptions("\(file): \(String(cString: strerror(errno)))")
        }
    }
}
