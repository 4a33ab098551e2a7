import FoundationEssentials

/// The database, and the two roles in which it is asked.
struct DatabaseSettings: Equatable, Sendable {
    /// What the migrations call the application's role, with the password that they give it.
    private static let role = "cpa_app"

    let ownerURL: String
    let applicationURL: String
    /// The application's role, for messages.
    let role: String

    /// nil where DATABASE_URL is not set or no URL.
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
