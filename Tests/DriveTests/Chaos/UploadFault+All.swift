import DriveSimulator

// Every fault that is played. docs/UPLOAD.md has the same list, which a test compares.
extension UploadFault {
    /// Twice: after the first time libcurl sends the chunk again by itself.
    private static func lostAnswer(to chunk: Int) -> Fault {
        Fault(.dropAfterCommit, on: .chunk, from: chunk, times: 2)
    }

    static let all = transient + silent + aroundTheChunks + beforeTheFirst + permanent

    private static let transient: [UploadFault] = [
        .chunk("500", .status(500)), .chunk("500 `backendError`", .status(500, reason: "backendError")),
        .chunk("502", .status(502)), .chunk("503", .status(503)), .chunk("503, four times", .status(503), times: 4),
        .chunk("504", .status(504)), .chunk("408", .status(408)), .chunk("429", .status(429)),
        .chunk("429 with `Retry-After`", .status(429, retryAfter: 3)),
        .chunk("403 `userRateLimitExceeded`", .status(403, reason: "userRateLimitExceeded")),
        .chunk("403 `rateLimitExceeded`, four times", .status(403, reason: "rateLimitExceeded"), times: 4),
        .chunk("401", .status(401)).with { $0.refusesToken = true },
        .chunk("token expired", .expireToken).with { $0.refusesToken = true },
        .chunk("reset before the first byte", .dropBefore),
        .chunk("cut in the middle", .dropAfterBytes(150_000)),
        .chunk("cut before the last byte", .dropAfterBytes(249_999)),
        .chunk("answer lost", .dropAfterCommit), .chunk("answer lost, three times", .dropAfterCommit, times: 3),
        .chunk("nothing of it kept", .shortAck(keepBytes: 0)),
        .chunk("half of it kept", .shortAck(keepBytes: 262_144)).with { $0.chunkSize = 512 << 10 },
        .chunk("late answer", .delay(seconds: 0.05)),
    ]

    private static let silent: [UploadFault] = [
        .chunk("silent in the middle", .stall(afterBytes: 100_000)).with { $0.isSilent = true },
        UploadFault(
            name: "cut in the middle, then silent when asked",
            plan: {
                [Fault(.dropAfterBytes(150_000), on: .chunk, from: $0), Fault(.stall(), on: .statusQuery)]
            }
        ).with { $0.isSilent = true },
    ]

    private static let aroundTheChunks: [UploadFault] = [
        .query("503 when asked", .status(503)), .query("500 when asked, three times", .status(500), times: 3),
        .query("429 when asked", .status(429)), .query("reset when asked", .dropBefore),
        .query("401 when asked", .status(401)).with { $0.refusesToken = true },
        .query("answer lost when asked", .dropAfterCommit),
        UploadFault(
            name: "answer lost, and again when asked",
            plan: {
                [lostAnswer(to: $0), Fault(.dropAfterCommit, on: .statusQuery)]
            }),
        UploadFault(
            name: "answer lost, then session gone (410)", ending: .error("session_lost"), lastEnding: .complete,
            plan: { [lostAnswer(to: $0), Fault(.expireSession(410), on: .statusQuery)] }),
        UploadFault(
            name: "last answer lost, session gone, 503 for the file", places: [12],
            plan: {
                [
                    lostAnswer(to: $0), Fault(.expireSession(404), on: .statusQuery),
                    Fault(.status(503), on: .metadata, from: 2, times: 2),
                ]
            }
        ).with {
            $0.lastEnding = .complete
            $0.ending = .error("session_lost")
        },
        UploadFault(
            name: "last answer lost, 409 when asked", places: [12],
            plan: {
                [lostAnswer(to: $0), Fault(.status(409), on: .statusQuery)]
            }
        ).with {
            $0.lastEnding = .complete
            $0.ending = .error("session_lost")
        },
        UploadFault(name: "last answer lost, 403 when asked", places: [12]) {
            [lostAnswer(to: $0), Fault(.status(403, reason: "forbidden"), on: .statusQuery)]
        }.with {
            $0.lastEnding = .complete
            $0.ending = .error("drive_permissions")
        },
        .renewal("503 for the new one, twice", .status(503), times: 2), .renewal("reset", .dropBefore),
        .renewal("answer lost", .dropAfterCommit),
    ]

    private static let beforeTheFirst: [UploadFault] = [
        .start("503 at the first token", .status(503), on: .token),
        .start("503 for the id", .status(503), on: .metadata), .start("429 for the id", .status(429), on: .metadata),
        .start("answer with the id lost", .dropAfterCommit, on: .metadata),
        .start("503 at the session's start, twice", .status(503), on: .sessionStart, times: 2),
        .start(
            "403 `userRateLimitExceeded` at the start", .status(403, reason: "userRateLimitExceeded"),
            on: .sessionStart),
        .start("reset at the start", .dropBefore, on: .sessionStart),
        .start("401 at the start", .status(401), on: .sessionStart).with { $0.refusesToken = true },
        .start("409 at the start", .status(409, reason: "fileIdInUse"), on: .sessionStart),
        .start("answer with the session lost", .dropAfterCommit, on: .sessionStart).with { $0.losesSession = true },
    ]

    private static let permanent: [UploadFault] = [
        .refusal("storageQuotaExceeded", "drive_quota"), .refusal("teamDriveFileLimitExceeded", "drive_quota"),
        .refusal("dailyLimitExceeded", "daily_limit"), .refusal("uploadLimitExceeded", "upload_limit"),
        .refusal("insufficientFilePermissions", "drive_permissions"),
        .chunk("400", .status(400)).with { $0.ending = .error("drive_refused") },
        .chunk("session gone (404)", .expireSession(404)).with { $0.ending = .error("session_lost") },
        .chunk("session gone (410)", .expireSession(410)).with { $0.ending = .error("session_lost") },
        .chunk("other bytes stored than sent", .corrupt).with { $0.ending = .error("upload_corrupt") },
        .chunk("401 with a new token too", .status(401), times: 2).with {
            $0.ending = .error("not_authorized")
            $0.refusesToken = true
        },
        .chunk("403 `userRateLimitExceeded` without end", .status(403, reason: "userRateLimitExceeded"), times: nil)
            .with {
                $0.ending = .error("upload_limit")
                $0.isEndless = true
            },
        UploadFault(
            name: "503 without end", ending: .error("drive_unavailable"),
            plan: {
                [
                    Fault(.status(503), on: .chunk, from: $0, times: nil),
                    Fault(.status(503), on: .statusQuery, times: nil),
                ]
            }
        ).with { $0.isEndless = true },
        .start("404 for the folder", .status(404, reason: "notFound"), on: .sessionStart).with {
            $0.ending = .error("folder_missing")
        },
    ]
}
