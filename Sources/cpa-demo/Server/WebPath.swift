import Foundations

/// Paths with queries, in which every component is escaped, so that a text cannot end it. Escaping would not help for `.`
/// and `..`, which browsers treat as path segments even if escaped; slugs are never like that.
enum WebPath {
    /// Returns a path such as `/parts/joined?key=value`. Leaves out query items whose value is nil.
    static func of(_ parts: String..., query: [(String, String?)] = []) -> String {
        let path = parts.map { "/" + PercentEncoding.encode($0) }.joined()
        let pairs = query.compactMap { key, value in
            value.map { "\(PercentEncoding.encode(key))=\(PercentEncoding.encode($0))" }
        }
        return pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
    }
}
