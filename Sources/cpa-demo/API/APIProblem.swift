/// The body of an error response: `{"error":"…"}`.
struct APIProblem: Codable, Sendable {
    /// A message for users, one sentence.
    var error: String
}
