/// The files of a TLS connection to an engine, in PEM.
package struct TLSFiles: Hashable, Sendable {
    /// The authority that signed the engine's certificate; nil for the system's.
    package var authority: String?
    /// This client's certificate; nil where the engine asks for none.
    package var certificate: String?
    /// Its private key.
    package var key: String?
    /// Whether the engine's certificate is checked. Unchecked connections are encrypted, and no more.
    package var verifiesEngine: Bool

    /// Paths of the files.
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
