import FoundationEssentials

/// The metadata that a provider program offers. Source: docker/compose, docs/extension.md, "Provide metadata about
/// options".
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

    /// Parses the output of `metadata`; nil if it is not metadata, as for a program that does not support it.
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

/// The subcommands of a provider program.
enum ProviderVerb: String, Sendable {
    case up
    case down
    case stop
}
