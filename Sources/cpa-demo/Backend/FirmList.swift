/// The answer of `/api/v1/firms`.
struct FirmList: Codable, Sendable {
    struct Firm: Codable, Sendable {
        var id: String
        var slug: String
        var name: String
        /// Rows of each tenant table that there is, by its name.
        var figures: [String: Int]
    }

    var firms: [Firm] = []
    /// Why there are none.
    var note: String?
}
