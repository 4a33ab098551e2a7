import StackHost
import YAMLTree

/// Formats errors of the argument parser like all other errors.
enum UsageError {
    /// Options of docker compose that do not exist here, with the command and what to do instead.
    private static let ofCompose: [String: String] = [
        "down -v": "did you mean '--volumes'?",
        "up --build": "only missing images are built; to build one again: docker compose build, then cpadev restart",
        "up --force-recreate": "to start a service again: cpadev restart SERVICE",
        "up --pull": "only missing images are fetched, or as the service's pull_policy says",
    ]

    /// - Parameters:
    ///   - message: the parser's message alone.
    ///   - details: the message with the parser's lines of help and usage.
    static func failure(_ message: String, details: String) -> CommandFailure {
        let lines = details.split(separator: "\n").map { String($0.drop { $0.isWhitespace }) }
        let argument = lines.first { $0.hasPrefix("Help:") }?.dropFirst(5).drop { $0 == " " }
        let command = lines.first { $0.hasPrefix("See '") }?.split(separator: "'").dropFirst().first
        let see = command.map { "see: \($0)" }
        var words = words(message)
        var nearest: String?
        if let place = words.firstRange(of: ". Did you mean") {
            let suggested = words[place.upperBound...].split(separator: "'").dropFirst().first.map(String.init)
            words = String(words[..<place.lowerBound])
            // The parser also suggests names that have little in common with the option.
            let option = words.split(separator: "'").last.map(String.init) ?? ""
            nearest = suggested.flatMap { didYouMean(option, [$0]) }
        }
        if let option = words.split(separator: "'").last, words.hasPrefix("unknown option"), let command {
            nearest = ofCompose["\(command.split(separator: " ").dropFirst().first ?? "") \(option)"] ?? nearest
        }
        let hint = [nearest, argument.map(String.init), see].compactMap(\.self).joined(separator: "\n             ")
        return CommandFailure(.usage, words, hint: hint.isEmpty ? nil : hint)
    }

    /// Returns the message without a final period and with a lowercase first letter, unless that is part of a name.
    static func words(_ message: String) -> String {
        var text = message
        // The reason is more specific than that the value is invalid.
        if text.hasPrefix("The value '"), let place = text.firstRange(of: " is invalid for '") {
            let rest = text[place.upperBound...]
            if let reason = rest.firstRange(of: "': ") {
                text = String(rest[reason.upperBound...])
            } else {
                text = "invalid value" + text[..<place.lowerBound].dropFirst("The value".count) + " for '" + rest
            }
        }
        while text.hasSuffix(".") || text.hasSuffix("\n") { text.removeLast() }
        guard let first = text.first, first.isUppercase, text.dropFirst().first?.isUppercase != true else {
            return text
        }
        return first.lowercased() + text.dropFirst()
    }
}
