import Crypto
import FoundationEssentials

/// A Typesense key whose searches find only one firm's documents.
///
/// It is derived without the server: the search-only key signs a filter, which the server applies to each search.
/// Source: Typesense's API reference, "Generate Scoped Search Key".
enum ScopedSearchKey {
    /// The number of characters by which the server identifies the signing key.
    private static let prefixLength = 4

    /// - Parameters:
    ///   - key: The search-only key. A key with more rights would pass them on.
    ///   - parameters: A JSON object with the parameters to apply to each search.
    static func make(from key: String, parameters: String) -> String {
        let secret = SymmetricKey(data: Data(key.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data(parameters.utf8), using: secret)
        let signature = Data(code).base64EncodedString()
        return Data((signature + key.prefix(prefixLength) + parameters).utf8).base64EncodedString()
    }

    /// - Parameter firm: A slug, which has no characters that are special in a filter.
    static func make(from key: String, firm: String) -> String {
        make(from: key, parameters: "{\"filter_by\":\"firm:=\(firm)\"}")
    }
}
