import Crypto
import FoundationEssentials

/// A key that may search, and finds one firm's documents only. It is made of a search-only key without asking the
/// server, which takes it apart again at each search and adds the filter that is in it.
///
/// Source: https://typesense.org/docs/0.24.1/api/api-keys.html#generate-scoped-search-key
struct ScopedSearchKey: Hashable, Sendable {
    /// What goes into the header `X-TYPESENSE-API-KEY`.
    let value: String

    /// - Parameters:
    ///   - parent: a key of which the server knows that it may do nothing but search.
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
