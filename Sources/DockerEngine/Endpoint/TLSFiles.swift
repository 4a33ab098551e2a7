/// The PEM files of a TLS connection to an engine.
package struct TLSFiles: Hashable, Sendable {
    /// The CA certificate for the engine's certificate; nil to use the system's trust store.
    package var authority: String?
    /// This client's certificate; nil if the engine requires none.
    package var certificate: String?
    /// The private key of this client's certificate.
    package var key: String?
    /// Whether the engine's certificate is verified. Otherwise the connection is encrypted but not authenticated.
    package var verifiesEngine: Bool

    package init(
        authority: String? = nil,
        certificate: String? = nil,
        key: String? = nil,
        verifiesEngine: Bool = true
    ) {
        self.authority = authority
        self.certificate = certificate
        self.key = key
        self.verifiesEngine = verifiesEngine
    }
}
