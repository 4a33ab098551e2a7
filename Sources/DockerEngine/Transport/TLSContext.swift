import NIOCore
import NIOSSL

/// Sets up TLS from the files of the user's configuration.
enum TLSContext {
    /// Creates a context from the files. Throws `invalidConfiguration`.
    static func make(_ files: TLSFiles) throws(EngineError) -> NIOSSLContext {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            if let authority = files.authority { configuration.trustRoots = .file(authority) }
            if let certificate = files.certificate {
                configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
            }
            if let key = files.key {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            }
            configuration.certificateVerification = files.verifiesEngine ? .fullVerification : .none
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw EngineError(
                .invalidConfiguration,
                "the TLS files \(names(files)) cannot be used: \(error)",
                remedy: "check DOCKER_CERT_PATH"
            )
        }
    }

    /// Creates a handler for a connection to a host.
    static func handler(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        // Server name indication requires a name (RFC 6066). An address is still checked against the certificate.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }

    private static func names(_ files: TLSFiles) -> String {
        [files.authority, files.certificate, files.key].compactMap(\.self).joined(separator: ", ")
    }
}
