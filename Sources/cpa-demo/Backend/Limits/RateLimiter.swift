import Foundations

/// Counts the requests of each client in Redis, so that several backends share the limits.
struct RateLimiter: Sendable {
    private static let keyPrefix = "cpa-demo:limit"

    let limits: [RouteClass: RateLimit]
    /// nil if not configured; then all requests pass.
    let redis: RedisClient?

    /// Counts a request. A client without room in the window must wait for the next one.
    ///
    /// - Parameters:
    ///   - client: The client's address.
    ///   - time: Nanoseconds since 1970.
    /// - Returns: The time until the next window, or nil if the request may pass, also if Redis is not available.
    func wait(_ route: RouteClass, client: String, at time: Int64 = WallClock.nowNs) async -> Duration? {
        guard let redis, let limit = limits[route], limit.count > 0 else { return nil }
        let window = limit.window(at: time)
        let key = "\(Self.keyPrefix):\(route.rawValue):\(client):\(window.number)"
        // Twice the window, since clocks of several backends may differ.
        let lifetime = "\((limit.window * 2).wholeMilliseconds)"
        let replies = try? await redis.run([["INCR", key], ["PEXPIRE", key, lifetime]])
        guard case .integer(let count) = replies?.first, count > limit.count else { return nil }
        return window.rest
    }
}
