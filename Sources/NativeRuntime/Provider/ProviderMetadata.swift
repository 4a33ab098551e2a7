import FoundationEssentials

/// What a provider's program says of itself. Source: docker/compose, docs/extension.md, "Provide metadata about options".
struct ProviderMetadata: Codable, Hashable, Sendable {
    struct Command: Codable, Hashable, Sendable {
        var parameters: [Parameter]?
    }

    struct Parameter: Codable, Hashable, Sendable {
        var name: String
        var required: Bool?
    }

    var description: String?
    var up: Command?
    var down: Command?
    var stop: Command?

    /// nil where the text is no metadata, as of a program that offers none.
    init?(_ text: String) {
        guard let value = try? JSONDecoder().decode(ProviderMetadata.self, from: Data(text.utf8)),
            value.description?.isEmpty == false || value.up?.parameters != nil || value.down?.parameters != nil
        else { return nil }
        self = value
    }

    func command(_ verb: ProviderVerb) -> Command? {
        switch verb {
        case .up: up
        case .down: down
        case .stop: stop
        }
    }
}

/// What a provider's program is told to do.
enum ProviderVerb: String, Sendable {
    case up
    case down
    case stop
}
