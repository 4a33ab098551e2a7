/// Replaces the variables of an expression.
///
/// Source: Grafana's documentation, Variable syntax, and Prometheus data source, Template variables.
package struct Substitution: Sendable {
    private let values: [String: [String]]
    private let builtIn: [String: String]

    /// - Parameters:
    ///   - values: the chosen values of the dashboard's variables.
    ///   - range: the length of what is shown, in seconds.
    ///   - step: the distance of samples, in seconds.
    ///   - scrapeInterval: how often Prometheus asks its targets, in seconds.
    package init(_ values: [String: [String]], range: Int, step: Int, scrapeInterval: Int = 15) {
        self.values = values
        builtIn = [
            "__interval": "\(step)s",
            "__interval_ms": "\(step * 1000)",
            // A rate needs several samples.
            "__rate_interval": "\(max(step + scrapeInterval, 4 * scrapeInterval))s",
            "__range": "\(range)s",
            "__range_s": "\(range)",
            "__range_ms": "\(range * 1000)",
            "__auto_interval": "\(step)s",
        ]
    }

    /// Replaces `$name`, `${name}`, `${name:format}` and `[[name]]`. An unknown name stays.
    package func callAsFunction(_ text: String) -> String {
        var (result, rest) = ("", text[...])
        while let mark = rest.firstIndex(where: { $0 == "$" || $0 == "[" }) {
            result += rest[..<mark]
            rest = rest[mark...]
            guard let (name, format, end) = Self.reference(rest), let value = value(name, format) else {
                result.append(rest.removeFirst())
                continue
            }
            result += value
            rest = rest[end...]
        }
        return result + rest
    }

    private static func reference(_ text: Substring) -> (name: String, format: String?, end: String.Index)? {
        func braced(_ open: String, _ close: String) -> (String, String?, String.Index)? {
            guard text.hasPrefix(open), let end = text.firstRange(of: close) else { return nil }
            let parts = text[text.index(text.startIndex, offsetBy: open.count)..<end.lowerBound].split(separator: ":")
            guard let name = parts.first else { return nil }
            return (String(name), parts.dropFirst().first.map(String.init), end.upperBound)
        }
        if let found = braced("${", "}") ?? braced("[[", "]]") { return found }
        guard text.first == "$" else { return nil }
        let name = text.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return name.isEmpty ? nil : (String(name), nil, name.endIndex)
    }

    private func value(_ name: String, _ format: String?) -> String? {
        if let value = builtIn[name] ?? (name.hasPrefix("__auto_interval") ? builtIn["__auto_interval"] : nil) {
            return value
        }
        guard let values = values[name] else { return nil }
        switch format {
        case "csv": return values.joined(separator: ",")
        case "pipe": return values.joined(separator: "|")
        case "raw", "text": return values.joined(separator: ",")
        default:
            guard values.count != 1 else { return values[0] }
            return values.isEmpty ? ".*" : "(\(values.map(Self.escaped).joined(separator: "|")))"
        }
    }

    /// Escapes the characters that are special in regular expressions. The backslash is doubled for PromQL's string.
    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { result, character in
            if "\\^$.|?*+()[]{}".contains(character) { result += "\\\\" }
            result.append(character)
        }
    }
}
