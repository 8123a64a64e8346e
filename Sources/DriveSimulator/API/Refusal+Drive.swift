import HTTPServing

extension Refusal {
    static let parseError = Refusal(400, reason: "parseError", message: "Parse Error")

    static let tooManyParents = Refusal(
        403, reason: "cannotAddParent", message: "A file cannot have more than one parent folder.")

    static let propertyTooLarge = invalid(
        "The property's key and value together are larger than 124 bytes of UTF-8.")

    static let tooManyProperties = invalid("The file would have more custom properties than Drive allows.")

    static let idInUse = Refusal(409, reason: "fileIdInUse", message: "A file already exists with the provided ID.")

    static let idNotUsable = invalid("The provided file ID is not usable.")

    static let storageQuotaExceeded = Refusal(
        403, reason: "storageQuotaExceeded", message: "The user's Drive storage quota has been exceeded.",
        domain: "usageLimits")

    static let serviceAccountQuota = Refusal(
        403, reason: "storageQuotaExceeded",
        message: "Service Accounts do not have storage quota. Leverage shared drives, or use OAuth delegation instead.",
        domain: "usageLimits")

    static let insufficientFilePermissions = Refusal(
        403, reason: "insufficientFilePermissions",
        message: "The user does not have sufficient permissions for this file.")

    static let fieldsRequired = Refusal(
        400, reason: "required", message: "The 'fields' parameter is required for this method.",
        location: ("parameter", "fields"))

    static let notDownloadable = Refusal(
        403, reason: "fileNotDownloadable",
        message: "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
        location: ("parameter", "alt"))

    static let insufficientScope = Refusal(
        403, reason: "insufficientPermissions",
        message: "Request had insufficient authentication scopes.")

    static func invalid(_ message: String) -> Refusal {
        Refusal(400, reason: "invalid", message: message)
    }

    static func invalidParameter(_ name: String) -> Refusal {
        Refusal(400, reason: "invalid", message: "Invalid Value", location: ("parameter", name))
    }

    static func invalidField(_ name: String) -> Refusal {
        Refusal(
            400, reason: "invalidParameter", message: "Invalid field selection \(name)",
            location: ("parameter", "fields"))
    }

    /// Unknown files are named in the message; an unknown parent in a query is named only by a dot.
    static func fileNotFound(_ id: String) -> Refusal {
        Refusal(404, reason: "notFound", message: "File not found: \(id).", location: ("parameter", "fileId"))
    }

    static let unauthorized: Refusal = {
        let refusal = Refusal(
            401, reason: "authError", message: "Invalid Credentials", location: ("header", "Authorization"))
        var response = refusal.response
        response.headers.append(
            ("WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\""))
        return Refusal(response: response)
    }()
}
