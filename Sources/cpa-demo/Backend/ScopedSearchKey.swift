import Crypto
import FoundationEssentials

/// A key for the search engine that finds one firm's documents and no others.
///
/// Made without asking anybody: the search-only key signs a filter, and the engine adds the filter to each search.
/// Source: Typesense's API reference, "Generate Scoped Search Key".
enum ScopedSearchKey {
    /// By how many characters the engine finds the key that signed.
    private static let prefixLength = 4

    /// - Parameters:
    ///   - key: May search and nothing else; a key with more rights would hand them on.
    ///   - parameters: A JSON object with what each search is to have.
    static func make(from key: String, parameters: String) -> String {
        let secret = SymmetricKey(data: Data(key.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data(parameters.utf8), using: secret)
        let signature = Data(code).base64EncodedString()
        return Data((signature + key.prefix(prefixLength) + parameters).utf8).base64EncodedString()
    }

    /// - Parameter firm: A slug, which has no character that means something in a filter.
    static func make(from key: String, firm: String) -> String {
        make(from: key, parameters: "{\"filter_by\":\"firm:=\(firm)\"}")
    }
}
