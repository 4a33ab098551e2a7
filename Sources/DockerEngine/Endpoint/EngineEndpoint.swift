/// The address of an engine.
package enum EngineEndpoint: Hashable, Sendable, CustomStringConvertible {
    case unix(path: String)
    /// A TCP port, with TLS if `tls` is set.
    case tcp(host: String, port: Int, tls: TLSFiles?)
    /// An engine on another machine, reached with the `ssh` program: `[user@]host[:port]`.
    case ssh(destination: String)

    /// Parses a `DOCKER_HOST`: `unix:///run/docker.sock`, `tcp://host:2376`, `ssh://user@host`, `http://` or `https://`.
    ///
    /// - Throws: `invalidConfiguration`.
    package init(host text: String, tls: TLSFiles? = nil) throws(EngineError) {
        guard let separator = text.firstRange(of: "://") else {
            throw Self.invalid(text, "it has no scheme")
        }
        let rest = String(text[separator.upperBound...])
        switch text[..<separator.lowerBound] {
        case "unix":
            guard rest.hasPrefix("/") else { throw Self.invalid(text, "its path is not absolute") }
            self = .unix(path: rest)
        case "ssh":
            let destination = rest.hasSuffix("/") ? String(rest.dropLast()) : rest
            guard !destination.isEmpty, !destination.contains("/") else { throw Self.invalid(text, "it has no host") }
            self = .ssh(destination: destination)
        case "tcp", "http": self = try Self.tcp(rest, whole: text, tls: tls)
        case "https": self = try Self.tcp(rest, whole: text, tls: tls ?? TLSFiles())
        default: throw Self.invalid(text, "unknown scheme")
        }
    }

    /// The address in the format of `DOCKER_HOST`.
    package var description: String {
        switch self {
        case .unix(let path): "unix://\(path)"
        case .tcp(let host, let port, _): "tcp://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .ssh(let destination): "ssh://\(destination)"
        }
    }

    private static func tcp(_ rest: String, whole: String, tls: TLSFiles?) throws(EngineError) -> EngineEndpoint {
        let authority = rest.hasSuffix("/") ? String(rest.dropLast()) : rest
        let standardPort = tls == nil ? 2375 : 2376
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            let host = String(authority[authority.index(after: authority.startIndex)..<end])
            let port = authority[authority.index(after: end)...]
            return .tcp(host: host, port: try Self.port(port, whole, standardPort), tls: tls)
        }
        let colon = authority.lastIndex(of: ":") ?? authority.endIndex
        let host = String(authority[..<colon])
        guard !host.contains("/"), !host.contains(":") else { throw invalid(whole, "it is not of the form host:port") }
        // `tcp://:2375` is this machine.
        let name = host.isEmpty ? "127.0.0.1" : host
        return .tcp(host: name, port: try port(authority[colon...], whole, standardPort), tls: tls)
    }

    private static func port(_ text: Substring, _ whole: String, _ standard: Int) throws(EngineError) -> Int {
        if text.isEmpty { return standard }
        guard text.hasPrefix(":"), let port = Int(text.dropFirst()), (1...65535).contains(port) else {
            throw invalid(whole, "its port is not a number from 1 to 65535")
        }
        return port
    }

    private static func invalid(_ text: String, _ reason: String) -> EngineError {
        EngineError(
            .invalidConfiguration,
            "'\(text)' is not a valid Docker Engine address: \(reason)",
            remedy: "set DOCKER_HOST to unix:///path, tcp://host:port or ssh://user@host"
        )
    }
}

/// The PEM files of a TLS connection to an engine.
package struct TLSFiles: Hashable, Sendable {
    /// The CA certificate for the engine's certificate; nil to use the system's trust store.
    package var authority: String?
    /// This client's certificate; nil if the engine requires none.
    package var certificate: String?
    /// The private key of this client's certificate.
    package var key: String?
    /// Whether the engine's certificate is verified. Otherwise the connection is encrypted but not authenticated.
    package var verifiesEngine = true
}
