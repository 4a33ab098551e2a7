import OrderedCollections

/// Parses an `env_file` with `format: raw`: everything after `=` is the literal value.
///
/// Source: Compose Specification, services, `env_file`, `format`.
enum RawEnvFile {
    static func parse(_ text: ArraySlice<UInt8>, outer: (String) -> String?) -> OrderedDictionary<String, String> {
        var result: OrderedDictionary<String, String> = [:]
        for var line in text.split(separator: UInt8(ascii: "\n")) {
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
                let key = String(decoding: line[..<equals], as: UTF8.self)
                result[key] = String(decoding: line[(equals + 1)...], as: UTF8.self)
            } else {
                let key = String(decoding: line, as: UTF8.self)
                if let value = outer(key) { result[key] = value }
            }
        }
        result[""] = nil
        return result
    }
}
