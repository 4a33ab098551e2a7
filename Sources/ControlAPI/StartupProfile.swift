/// Where the time of a start went. Times are milliseconds after `up` was accepted.
public struct StartupProfile: Hashable, Sendable, Codable {
    public struct Entry: Hashable, Sendable, Codable {
        public var service: String
        /// When its last dependency's condition held.
        public var unblockedMs: Double
        /// When its process was started; nil where it has none.
        public var spawnedMs: Double?
        /// When it was ready; nil where it did not become so.
        public var readyMs: Double?
        public var onCriticalPath: Bool

        public init(
            service: String,
            unblockedMs: Double,
            spawnedMs: Double?,
            readyMs: Double?,
            onCriticalPath: Bool
        ) {
            self.service = service
            self.unblockedMs = unblockedMs
            self.spawnedMs = spawnedMs
            self.readyMs = readyMs
            self.onCriticalPath = onCriticalPath
        }
    }

    /// In the order in which they became ready.
    public var entries: [Entry]
    /// From `up` to the last service's readiness.
    public var totalMs: Double
    /// Service names from the first that started to the last that became ready.
    public var criticalPath: [String]
    /// The sum of the own times (from unblocked to ready) along the critical path.
    public var criticalPathMs: Double

    public init(entries: [Entry], totalMs: Double, criticalPath: [String], criticalPathMs: Double) {
        self.entries = entries
        self.totalMs = totalMs
        self.criticalPath = criticalPath
        self.criticalPathMs = criticalPathMs
    }
}
