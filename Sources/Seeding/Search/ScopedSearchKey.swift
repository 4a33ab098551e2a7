import Crypto
import FoundationEssentials
import Foundations

/// A key whose searches find only one firm's documents. It is derived from a search-only key without the server, which
/// decodes it on each search and applies the embedded filter.
///
/// Source: https://typesense.org/docs/0.24.1/api/api-keys.html#generate-scoped-search-key
struct ScopedSearchKey: Hashable, Sendable {
    /// The value of the header `X-TYPESENSE-API-KEY`.
    let value: String

    /// - Parameters:
    ///   - parent: a key that the server restricts to searching.
    ///   - firm: a slug: lower case letters, digits and hyphens.
    init(parent: String, firm: String) {
        let parameters = JSONValue.object(["filter_by": .text(SearchSchema.filter(firm: firm))]).json
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(parameters.utf8),
            using: SymmetricKey(data: Data(parent.utf8))
        )
        let text = Data(code).base64EncodedString() + parent.prefix(4) + parameters
        value = Data(text.utf8).base64EncodedString()
    }
}
