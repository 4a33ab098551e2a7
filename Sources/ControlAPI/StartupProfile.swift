/// Where the time of a start went. Times are milliseconds after `up` was accepted.
package struct StartupProfile: Hashable, Sendable, Codable {
    /// One service's part in the start.
    package struct Entry: Hashable, Sendable, Codable {
        /// The service's name.
        package var service: String
        /// When its last dependency's condition held.
        package var unblockedMs: Double
        /// When its process was started; nil where it has none.
        package var spawnedMs: Double?
        /// When it was ready; nil where it did not become so.
        package var readyMs: Double?
        /// Whether it is in `criticalPath`.
        package var onCriticalPath: Bool

        /// One service's times; see the properties.
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

    /// In the order in which they became ready.
    package var entries: [Entry]
    /// From `up` to the last service's readiness.
    package var totalMs: Double
    /// Service names from the first that started to the last that became ready.
    package var criticalPath: [String]
    /// The sum of the own times (from unblocked to ready) along the critical path.
    package var criticalPathMs: Double

    /// A profile of a complete start; see the properties.
    package init(entries: [Entry], totalMs: Double, criticalPath: [String], criticalPathMs: Double) {
        self.entries = entries
        self.totalMs = totalMs
        self.criticalPath = criticalPath
        self.criticalPathMs = criticalPathMs
    }
}
