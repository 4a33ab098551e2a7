import FoundationEssentials

/// A login to a registry.
package struct RegistryCredentials: Codable, Hashable, Sendable {
    /// Empty if a token is used.
    package var username: String
    /// Empty if a token is used.
    package var password: String
    /// An OAuth refresh token, used instead of a password.
    package var identityToken: String?
    package var serverAddress: String

    package init(username: String, password: String, identityToken: String? = nil, serverAddress: String) {
        self.username = username
        self.password = password
        self.identityToken = identityToken
        self.serverAddress = serverAddress
    }

    private enum CodingKeys: String, CodingKey {
        case username
        case password
        case identityToken = "identitytoken"
        case serverAddress = "serveraddress"
    }

    /// The header `X-Registry-Auth`.
    func header() throws(EngineError) -> String { Self.base64URL(try EngineJSON.encode(self)) }

    /// The header `X-Registry-Config`: logins by registry.
    static func header(_ credentials: [String: RegistryCredentials]) throws(EngineError) -> String {
        base64URL(try EngineJSON.encode(credentials))
    }

    /// RFC 4648, section 5.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
