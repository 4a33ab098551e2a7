import FoundationEssentials

/// The connection settings for the database's two roles.
struct DatabaseSettings: Equatable, Sendable {
    /// The application's role as the migrations create it. Its password is the same.
    private static let role = "cpa_app"

    let ownerURL: String
    let applicationURL: String
    /// The application's role, for messages.
    let role: String

    /// Fails if DATABASE_URL is not set or not a URL.
    init?(_ environment: [String: String]) {
        guard let owner = environment["DATABASE_URL"], var url = URLComponents(string: owner), url.host != nil else {
            return nil
        }
        ownerURL = owner
        if let given = environment["APP_DATABASE_URL"], !given.isEmpty {
            applicationURL = given
            role = URLComponents(string: given)?.user ?? Self.role
        } else {
            url.user = Self.role
            url.password = Self.role
            guard let text = url.string else { return nil }
            applicationURL = text
            role = Self.role
        }
    }
}
