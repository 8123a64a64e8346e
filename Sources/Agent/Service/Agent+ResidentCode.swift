extension Agent {
    /// Lets go of the code that only a start or a job needs, once that has come to rest.
    func releaseCode() {
        Task {
            try? await Task.sleep(for: .seconds(5))
            ResidentCode.release()
        }
    }
}
