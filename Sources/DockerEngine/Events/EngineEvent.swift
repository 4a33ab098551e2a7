/// An event of an engine. Source: Docker Engine API, SystemEvents.
package struct EngineEvent: Decodable, Hashable, Sendable {
    /// The object that an event concerns.
    package struct Actor: Decodable, Hashable, Sendable {
        package var id: String
        /// The object's labels and the details of the action.
        package var attributes: [String: String]

        private enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }

        /// Decodes an actor; attributes may be absent.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(String.self, forKey: .id)
            attributes = try values.decodeIfPresent([String: String].self, forKey: .attributes) ?? [:]
        }
    }

    /// `container`, `network`, `image` and others.
    package var type: String
    /// The action, such as `die`.
    package var action: String
    package var actor: Actor
    /// The time in nanoseconds since 1970.
    package var timeNano: Int64?

    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case timeNano
    }
}
