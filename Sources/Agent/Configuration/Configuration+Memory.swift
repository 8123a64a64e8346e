import Backup

extension Configuration {
    /// What `backup.memory` allows, with chunks no larger than `drive.chunk_size`. By default the latter decides alone, and
    /// the pipe holds as much as a chunk: while that is on its way, the next one is made.
    package var memoryPlan: MemoryPlan {
        var plan = backup.memory.plan
        if backup.memory == .default {
            plan.chunk = drive.chunkSize
            plan.pipe = drive.chunkSize
        } else {
            plan.chunk = min(plan.chunk, drive.chunkSize)
            plan.pipe = max(plan.chunk, plan.pipe)
        }
        return plan
    }
}

extension Configuration.Memory {
    fileprivate var plan: MemoryPlan {
        switch self {
        case .small: .small
        case .default: .default
        case .large: .large
        }
    }
}
