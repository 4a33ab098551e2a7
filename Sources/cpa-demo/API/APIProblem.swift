/// What an answer says that is not as it was asked for: `{"error":"…"}`.
struct APIProblem: Codable, Sendable {
    /// One sentence, for people.
    var error: String
}
