import Foundations
import Hummingbird

/// A form-encoded query. Hummingbird does not decode a plus sign as a space.
struct FormQuery {
    private let pairs: [(name: String, value: String)]

    init(_ query: String) {
        pairs = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (PercentEncoding.decodeForm(parts[0]), parts.count > 1 ? PercentEncoding.decodeForm(parts[1]) : "")
        }
    }

    init(of request: Request) { self.init(request.uri.query ?? "") }

    /// The first value with that name.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }
}
