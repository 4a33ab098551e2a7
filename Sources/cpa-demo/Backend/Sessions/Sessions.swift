/// Keeps the sessions of logins in Redis, so that each of several backends knows them.
struct Sessions: Sendable {
    private static let keyPrefix = "cpa-demo:session"
    private static let lifetime = Duration.seconds(8 * 3600)

    /// nil if not configured; then every token is valid.
    let redis: RedisClient?

    /// Begins a session, if Redis is available.
    /// - Parameter firm: The slug of the user's firm.
    /// - Returns: The session's token.
    func begin(firm: String) async -> String {
        let token = Self.token()
        _ = try? await redis?.run([["SET", Self.key(token), firm, "EX", "\(Self.lifetime.components.seconds)"]])
        return token
    }

    /// Whether a session has not ended. Without Redis, nobody can say, and the token counts as valid.
    func isValid(_ token: String) async -> Bool {
        guard let redis, let replies = try? await redis.run([["EXISTS", Self.key(token)]]) else { return true }
        return replies != [.integer(0)]
    }

    private static func key(_ token: String) -> String { "\(keyPrefix):\(token)" }

    private static func token() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
