/// The response of `/api/v1/health`.
struct HealthReport: Codable, Sendable {
    enum Status: String, Codable, Sendable {
        /// Every store is up.
        case ok
        /// At least one store is down.
        case degraded
    }

    struct Store: Codable, Sendable {
        enum Status: String, Codable, Sendable {
            case up
            case down
        }

        var status: Status
        var latencyMs: Double
        /// The probe's message: the store's response or the error.
        var detail: String
    }

    /// The stores without which nothing can be served.
    private static let required = ["postgres"]

    var status: Status
    var version: String
    var stores: [String: Store]

    init(stores: [String: Store]) {
        status = stores.values.allSatisfy { $0.status == .up } ? .ok : .degraded
        version = CPADemo.version
        self.stores = stores
    }

    /// Whether requests can be served at all.
    var isServing: Bool { Self.required.allSatisfy { stores[$0]?.status == .up } }
}
