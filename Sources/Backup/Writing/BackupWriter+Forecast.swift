import Archive

// What the archive will have, before it is written.
extension BackupWriter {
    /// Samples the tree, unless its tar is stored as it is and so has a size that is known.
    /// - Throws: `CancellationRequested`.
    func part(_ folder: BackupFolder?, _ tree: FileTree) throws -> Part {
        let estimate = request.isCompressed ? try estimator(tree, request, cancellation) : nil
        return Part(folder: folder, tree: tree, estimate: estimate)
    }

    func forecast(of parts: [Part]) throws -> ArchiveForecast {
        let sizes = parts.map(memberSize)
        // As long as the one that will be written, or a few digits off.
        let names = zip(parts, sizes).map { part, size in
            StoredMember(
                name: part.memberName(isCompressed: request.isCompressed), size: size.expected,
                tarBytes: part.tree.tarSize, sha256: String(repeating: "0", count: 64))
        }
        let ready = (apps?.members ?? []).map { member in
            StoredMember(
                name: member.name, size: storedSize(of: member), tarBytes: member.size,
                sha256: String(repeating: "0", count: 64))
        }
        let manifest = manifest(folders: parts.compactMap(\.folder), members: stored + names + ready)
        return ArchiveForecast(
            members: stored.map(exactly) + sizes + ready.map(exactly), finished: stored.count,
            manifestSize: Int64(try manifest.encoded().count))
    }

    private func exactly(_ member: StoredMember) -> SizeForecast { SizeForecast(exactly: member.size) }

    private func memberSize(_ part: Part) -> SizeForecast {
        let size =
            part.estimate?.memberSize(ofTar: part.tarLimit, lookAhead: request.lookAhead)
            ?? SizeForecast(exactly: part.tree.tarSize)
        return keys == nil ? size : size.map(SecureTar.sealedSize)
    }

    func reportForecast() {
        report(.expected(forecast.size))
    }
}
