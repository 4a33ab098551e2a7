/// A profile of a start. Times are milliseconds since `up` was accepted.
package struct StartupProfile: Hashable, Sendable, Codable {
    package struct Entry: Hashable, Sendable, Codable {
        package var service: String
        /// When the condition of its last dependency was satisfied.
        package var unblockedMs: Double
        /// When its process was started; nil if it has none.
        package var spawnedMs: Double?
        /// When it became ready; nil if it did not.
        package var readyMs: Double?
        package var onCriticalPath: Bool

        package init(
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

    /// The services in the order in which they became ready.
    package var entries: [Entry]
    /// The time until the last service became ready.
    package var totalMs: Double
    /// The names of services on the critical path, in the order of their start.
    package var criticalPath: [String]
    /// The sum of the services' own times, from unblocked to ready, along the critical path.
    package var criticalPathMs: Double

    package init(entries: [Entry], totalMs: Double, criticalPath: [String], criticalPathMs: Double) {
        self.entries = entries
        self.totalMs = totalMs
        self.criticalPath = criticalPath
        self.criticalPathMs = criticalPathMs
    }
}
