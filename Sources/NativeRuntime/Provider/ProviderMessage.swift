import FoundationEssentials

/// A line that a provider's program writes. Source: docker/compose, docs/extension.md, "Communication with Compose".
enum ProviderMessage: Hashable, Sendable {
    /// How it goes on.
    case info(String)
    /// It failed, and why.
    case error(String)
    /// A variable for those that depend on the service, before whose name its own is put.
    case variable(name: String, value: String)
    /// A variable for those that depend on the service, as it is.
    case rawVariable(name: String, value: String)
    /// For who looks for a mistake.
    case debug(String)

    private struct Line: Codable {
        var type: String
        var message: String
    }

    /// nil where the line is none of these.
    init?(line: some StringProtocol) {
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else { return nil }
        switch line.type {
        case "info": self = .info(line.message)
        case "error": self = .error(line.message)
        case "debug": self = .debug(line.message)
        case "setenv", "rawsetenv":
            guard let equals = line.message.firstIndex(of: "="), equals != line.message.startIndex else { return nil }
            let name = String(line.message[..<equals])
            let value = String(line.message[line.message.index(after: equals)...])
            self = line.type == "setenv" ? .variable(name: name, value: value) : .rawVariable(name: name, value: value)
        default: return nil
        }
    }
}
