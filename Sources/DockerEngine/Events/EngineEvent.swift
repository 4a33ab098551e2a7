/// An event of an engine. Source: Docker Engine API, SystemEvents.
package struct EngineEvent: Decodable, Hashable, Sendable {
    /// The object that an event concerns.
    package struct Actor: Decodable, Hashable, Sendable {
        package var id: String
        /// The object's labels and the details of the action.
        package var attributes: [String: String]?

    }

    /// `container`, `network`, `image` and others.
    package var type: String
    /// The action, such as `die`.
    package var action: String
    package var actor: Actor
}
