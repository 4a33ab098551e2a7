/// Something that happened in an engine. Source: Docker Engine API, SystemEvents.
package struct EngineEvent: Decodable, Hashable, Sendable {
    /// What it happened to.
    package struct Actor: Decodable, Hashable, Sendable {
        /// Its id.
        package var id: String
        /// Its labels, and what belongs to the action.
        package var attributes: [String: String]

        private enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }

        /// Attributes may be absent.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(String.self, forKey: .id)
            attributes = try values.decodeIfPresent([String: String].self, forKey: .attributes) ?? [:]
        }
    }

    /// `container`, `network`, `image` and others.
    package var type: String
    /// What happened, such as `die`.
    package var action: String
    /// What it happened to.
    package var actor: Actor
    /// When, in nanoseconds since 1970.
    package var timeNano: Int64?

    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case timeNano
    }
}
