import Diagnostics
import OrderedCollections
import YAMLTree

/// Parses an `env_file` with `format: raw`: everything after `=` is the literal value. Blanks before a name are skipped.
///
/// Source: Compose Specification, services, `env_file`, `format`; Docker CLI, `opts/file.go`.
struct RawEnvFile {
    private(set) var variables: OrderedDictionary<String, String> = [:]
    private(set) var problems: [EnvFileParser.Problem] = []

    init(_ text: ArraySlice<UInt8>, outer: (String) -> String?) {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, var line) in lines.enumerated() {
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            let start = line.startIndex
            line = line.drop(while: Self.isBlank)
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            let name = line.prefix { $0 != UInt8(ascii: "=") }
            let key = String(decoding: name, as: UTF8.self)
            guard !name.isEmpty, !name.contains(where: Self.isBlank) else {
                let problem = EnvFileParser.Problem(
                    code: "bad-env-line",
                    message: name.isEmpty
                        ? "expected the name of a variable" : "the name contains spaces",
                    hint: "write NAME=value",
                    line: number + 1,
                    column: String(decoding: text[start..<line.startIndex], as: UTF8.self).count + 1,
                    length: max(1, key.count)
                )
                problems.append(problem)
                continue
            }
            if name.endIndex < line.endIndex {
                variables[key] = String(decoding: line[(name.endIndex + 1)...], as: UTF8.self)
            } else if let value = outer(key) {
                variables[key] = value
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
