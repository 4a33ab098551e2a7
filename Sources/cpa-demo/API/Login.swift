/// The body of a login.
struct LoginRequest: Decodable, Sendable {
    var email: String
    var password: String
}

/// The response to a login.
struct LoginAnswer: Codable, Sendable {
    /// The token of a new session, for the header `Authorization: Bearer`. Requests without one pass, too.
    var token: String
    var user: Account.User
    var firm: Firm.Entry
}

/// A person who works for a firm.
struct Account: Codable, Sendable {
    struct User: Codable, Sendable {
        var name: String
        /// Such as `Partner, CPA`.
        var title: String
        var email: String
    }

    var user: User
    var firm: Firm.Entry
}
