/// The backend's settings, from its environment.
struct BackendSettings: Equatable, Sendable {
    /// The maximum number of connections to the database.
    var poolSize: Int
    /// How many requests each client may send.
    var limits: [RouteClass: RateLimit]

    /// Uses the default for a variable that is empty or not set.
    init(_ environment: [String: String]) throws(Problem) {
        func number(_ name: String, _ range: ClosedRange<Int>, default standard: Int) throws(Problem) -> Int {
            guard let text = environment[name], !text.isEmpty else { return standard }
            guard let number = Int(text), range.contains(number) else {
                throw Problem(
                    message: "\(name) is '\(text)'; expected a number from \(range.lowerBound) to \(range.upperBound)"
                )
            }
            return number
        }
        poolSize = try number("DB_POOL_SIZE", 1...100, default: 10)
        limits = [
            .api: RateLimit(count: try number("API_RATE_LIMIT", 0...1_000_000, default: 100), window: .seconds(1)),
            .login: RateLimit(count: try number("LOGIN_RATE_LIMIT", 0...1_000_000, default: 20), window: .seconds(10)),
        ]
    }
}
