/// What a client asked a ``FakeEngine`` for.
struct FakeRequest: Sendable {
    var method: String
    /// Path and query.
    var target: String
    /// With the request line.
    var head: String

    var isPing: Bool { target == "/_ping" }
}
