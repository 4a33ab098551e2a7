import Runtime

/// A container as an inspection found it.
struct ContainerState: Hashable, Sendable {
    /// Whether it runs, and how it ended.
    enum Life: Hashable, Sendable {
        case running(isPaused: Bool)
        /// With the moment, in nanoseconds since 1970, where the engine tells it.
        case ended(exitCode: Int32, isOutOfMemory: Bool, finishedNs: Int64?)
        /// It was made, and never started.
        case created
    }

    var life: Life
    /// What its health check says; nil where it has none.
    var health: ReportedHealth?
    /// When its process was started: nanoseconds since 1970.
    var startedNs: Int64?
    /// Its main process on the engine's machine.
    var pid: Int32?
}
