import Synchronization

/// The firms that requests were about within the last 15 minutes.
final class ActiveTenants: Sendable {
    static let period = Duration.seconds(15 * 60)

    /// The time of each firm's latest request, by slug.
    private let latest = Mutex<[String: ContinuousClock.Instant]>([:])

    /// - Parameter slug: The slug of a firm that exists, so that there are few.
    func record(_ slug: String, at time: ContinuousClock.Instant = .now) {
        latest.withLock { $0[slug] = time }
    }

    func count(at time: ContinuousClock.Instant = .now) -> Int {
        latest.withLock { $0.values.count { $0.duration(to: time) < Self.period } }
    }
}
