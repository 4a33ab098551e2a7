/// Something that happened in an engine. Source: Docker Engine API, SystemEvents.
public struct EngineEvent: Decodable, Hashable, Sendable {
    /// What it happened to.
    public struct Actor: Decodable, Hashable, Sendable {
        /// Its id.
        public var id: String
        /// Its labels, and what belongs to the action.
        public var attributes: [String: String]

        private enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }

        /// Attributes may be absent.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(String.self, forKey: .id)
            attributes = try values.decodeIfPresent([String: String].self, forKey: .attributes) ?? [:]
        }
    }

    /// `container`, `network`, `image` and others.
    public var type: String
    /// What happened, such as `die`.
    public var action: String
    /// What it happened to.
    public var actor: Actor
    /// When, in nanoseconds since 1970.
    public var timeNano: Int64?

    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case timeNano
    }
}
