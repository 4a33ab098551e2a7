import Runtime

/// The state of a container, from an inspection.
struct ContainerState: Hashable, Sendable {
    /// Whether it is running, and how it ended.
    enum Life: Hashable, Sendable {
        case running(isPaused: Bool)
        /// `finishedNs` is in nanoseconds since 1970; nil if the engine does not report it.
        case ended(exitCode: Int32, isOutOfMemory: Bool, finishedNs: Int64?)
        /// It was created but never started.
        case created
    }

    var life: Life
    /// nil if it has no health check.
    var health: ReportedHealth?
    /// When its process started, in nanoseconds since 1970.
    var startedNs: Int64?
    /// Its main process on the engine's machine.
    var pid: Int32?
}
