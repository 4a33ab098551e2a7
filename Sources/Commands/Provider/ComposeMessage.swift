import FoundationEssentials

/// A message from a provider to docker compose. Source: docker/compose, docs/extension.md, "Communication with
/// Compose".
struct ComposeMessage: Codable, Hashable, Sendable {
    enum Kind: String, Codable, Sendable {
        case info
        case error
        case setenv
        case debug
    }

    var type: Kind
    var message: String

    var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding two strings cannot fail.
        guard let data = try? encoder.encode(self) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    func write() { Terminal.standardOutput.writeData(line) }
}
