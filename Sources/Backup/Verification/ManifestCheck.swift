/// Compares what the manifest says with what is in the backup.
struct ManifestCheck {
    let manifest: StoredManifest
    /// As written.
    let manifestName: String
    let members: [VerificationReport.Member]

    /// All that does not fit.
    var problems: [VerificationProblem] {
        names + slug + missing + unlisted + members.flatMap(packing)
    }

    /// The parts that must be there, by the names of their members without the ending.
    private var expected: [String] {
        (manifest.hasHomeAssistant ? ["homeassistant"] : [])
            + (manifest.folders + manifest.addons).map { $0.replacing("/", with: "_") }
    }

    private var missing: [VerificationProblem] {
        let present = Set(members.compactMap(\.name.memberPart))
        return expected.filter { !present.contains($0) }.map {
            VerificationProblem(
                member: $0, code: "member_missing", message: "The manifest names it, but it is not in the backup.")
        }
    }

    private var unlisted: [VerificationProblem] {
        // The Supervisor's own settings are never listed.
        let listed = Set(expected + ["supervisor"])
        return members.filter { $0.name.memberPart.map { !listed.contains($0) } ?? false }.map {
            .warning(
                "member_unlisted", in: $0.name, "The manifest does not name it. Home Assistant does not restore it.")
        }
    }

    private var slug: [VerificationProblem] {
        guard let slug = manifest.slug else {
            return [.warning("slug_missing", "The manifest has no slug. Home Assistant does not list such a backup.")]
        }
        guard let expected = manifest.expectedSlug, expected != slug else { return [] }
        return [.warning("slug_mismatch", "The slug \(slug) is not \(expected), which follows from date and name.")]
    }

    private var names: [VerificationProblem] {
        let manifest = manifestName == "./backup.json" ? [] : [manifestName]
        let others = members.map(\.name).filter { $0.hasPrefix("./") && $0.memberPart != nil }
        return (manifest + others).map {
            .warning("member_name", in: $0, "Home Assistant does not find it by this name.")
        }
    }

    private func packing(_ member: VerificationReport.Member) -> [VerificationProblem] {
        guard member.name.memberPart != nil else { return [] }
        var problems: [VerificationProblem] = []
        func add(_ code: String, _ message: String) {
            problems.append(VerificationProblem(member: member.name, code: code, message: message))
        }
        if let isEncrypted = member.isEncrypted, isEncrypted != manifest.isProtected {
            add("protection_mismatch", "It is \(isEncrypted ? "" : "not ")encrypted, and the manifest says otherwise.")
        }
        if let isCompressed = member.isCompressed, isCompressed != manifest.isCompressed {
            add(
                "compression_mismatch",
                "It is \(isCompressed ? "" : "not ")compressed, and the manifest says otherwise.")
        }
        if member.name.hasSuffix(".tar") == manifest.isCompressed {
            add("name_mismatch", "Its name does not end as the manifest's compression asks for.")
        }
        return problems
    }
}
