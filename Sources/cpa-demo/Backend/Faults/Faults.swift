/// What is wrong with the backend on purpose.
struct Faults: Codable, Equatable, Sendable {
    /// The share of requests that fail with status 500, from 0 to 1.
    var errorRate = 0.0
    /// The delay before each request is handled, in milliseconds.
    var delayMs = 0
    /// The connections to the database that requests do not get.
    var holdPool = 0
    /// The seconds after which the faults end.
    var forSeconds = 60

    /// A delay no longer than the stack's grace period for a stop.
    private static let delays = 0...10_000
    private static let lengths = 1...3600

    init() {}

    /// Takes the default for each field that is missing.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        errorRate = try fields.decodeIfPresent(Double.self, forKey: .errorRate) ?? errorRate
        delayMs = try fields.decodeIfPresent(Int.self, forKey: .delayMs) ?? delayMs
        holdPool = try fields.decodeIfPresent(Int.self, forKey: .holdPool) ?? holdPool
        forSeconds = try fields.decodeIfPresent(Int.self, forKey: .forSeconds) ?? forSeconds
    }

    /// Throws if a field is out of range, or if nothing would be wrong.
    func check() throws(Problem) {
        guard (0...1).contains(errorRate) else { throw Problem(message: "error_rate must be from 0 to 1") }
        guard Self.delays.contains(delayMs) else { throw Problem(message: "delay_ms must be from 0 to 10000") }
        guard holdPool >= 0 else { throw Problem(message: "hold_pool must not be negative") }
        guard Self.lengths.contains(forSeconds) else { throw Problem(message: "for_seconds must be from 1 to 3600") }
        guard errorRate > 0 || delayMs > 0 || holdPool > 0 else {
            throw Problem(message: "error_rate, delay_ms or hold_pool must be given")
        }
    }
}
