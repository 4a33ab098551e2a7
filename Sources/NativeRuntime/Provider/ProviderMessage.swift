import FoundationEssentials

/// A message that a provider program writes. Source: docker/compose, docs/extension.md, "Communication with Compose".
enum ProviderMessage: Hashable, Sendable {
    /// A progress update.
    case info(String)
    /// The reason why the command failed.
    case error(String)
    /// A variable for dependent services, whose name is prefixed with the service's.
    case variable(name: String, value: String)
    /// A variable for dependent services, whose name is not prefixed.
    case rawVariable(name: String, value: String)
    /// A debug message.
    case debug(String)

    private struct Line: Codable {
        var type: String
        var message: String
    }

    /// Parses a line; nil if it is not a message.
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
