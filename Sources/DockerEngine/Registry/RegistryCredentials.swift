import FoundationEssentials

/// A login to a registry.
package struct RegistryCredentials: Hashable, Sendable {
    /// Empty if a token is used.
    package var username: String
    /// Empty if a token is used.
    package var password: String
    /// An OAuth refresh token, used instead of a password.
    package var identityToken: String?
    package var serverAddress: String

    /// The header `X-Registry-Auth`.
    func header() throws(EngineError) -> String { Self.base64URL(try EngineJSON.encode(fields)) }

    /// The header `X-Registry-Config`: logins by registry.
    static func header(_ credentials: [String: RegistryCredentials]) throws(EngineError) -> String {
        base64URL(try EngineJSON.encode(credentials.mapValues(\.fields)))
    }

    private var fields: [String: String] {
        let fields = ["username": username, "password": password, "serveraddress": serverAddress]
        return fields.merging(["identitytoken": identityToken].compactMapValues(\.self)) { $1 }
    }

    /// RFC 4648, section 5.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
