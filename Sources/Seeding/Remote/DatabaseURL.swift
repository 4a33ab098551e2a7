import Foundations

/// The URL of a database with its credentials. No message of a problem quotes any part of it, and its description
/// leaves the password out.
///
/// It is stricter than libpq, which takes a password with an unescaped `/` or `?` for a host or a port, and quotes it in
/// its error. Source: PostgreSQL 16, 34.1.1.2, Connection URIs.
package struct DatabaseURL: Hashable, Sendable {
    /// Why a text is not such a URL.
    package enum Problem: Error, Hashable, Sendable {
        case empty
        /// It contains a line feed or another control character.
        case control
        case scheme
        /// An `@`, `#` or percent sign that must be percent-encoded.
        case encoding
        /// No host, or more than one.
        case host
        case port
        /// A parameter that is not one of ``DatabaseURL/parameters``.
        case parameter
    }

    /// The parameters that a URL may have, with libpq's meaning.
    static let parameters = [
        "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "channel_binding", "target_session_attrs",
    ]

    /// A name, an IP address, or the folder of a Unix socket.
    package var host: String
    package var port: Int
    package var user: String
    package var password: String?
    package var database: String
    var options: [String: String]

    package init(parsing text: String) throws(Problem) {
        guard !text.isEmpty else { throw .empty }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else { throw .control }
        guard let scheme = ["postgres://", "postgresql://"].first(where: text.hasPrefix) else { throw .scheme }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        let tail = rest.dropFirst(authority.count)
        guard !tail.contains("@"), !tail.contains("#") else { throw .encoding }

        let at = authority.lastIndex(of: "@")
        let credentials = at.map { authority[..<$0] } ?? ""
        guard !credentials.contains("@") else { throw .encoding }
        let server = at.map { authority[authority.index(after: $0)...] } ?? authority
        (host, port) = try Self.server(server)
        let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        user = try Self.decoded(parts.first ?? "")
        password = parts.count > 1 ? try Self.decoded(parts[1]) : nil
        let path = tail.prefix { $0 != "?" }
        database = try Self.decoded(path.dropFirst())
        if database.isEmpty { database = user }
        guard !user.isEmpty else { throw .host }

        options = [:]
        for pair in tail.dropFirst(path.count).dropFirst().split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, Self.parameters.contains(String(parts[0])) else { throw .parameter }
            options[String(parts[0])] = try Self.decoded(parts[1])
        }
    }

    private static func server(_ text: Substring) throws(Problem) -> (host: String, port: Int) {
        var rest = text
        var host: String
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = String(rest[..<end].dropFirst())
            rest = rest[rest.index(after: end)...]
        } else {
            let name = rest.prefix { $0 != ":" }
            host = try decoded(name)
            rest = rest.dropFirst(name.count)
        }
        guard !host.isEmpty, !host.contains(",") else { throw .host }
        guard !rest.isEmpty else { return (host, 5432) }
        let digits = rest.dropFirst()
        guard rest.first == ":", let port = Int(digits), (1...65535).contains(port) else { throw .port }
        return (host, port)
    }

    private static func decoded(_ text: some StringProtocol) throws(Problem) -> String {
        guard let decoded = PercentEncoding.decode(text), !decoded.utf8.contains(0) else { throw .encoding }
        return decoded
    }

    /// Returns the text without the password, in whatever form it contains it.
    package func masking(_ text: String) -> String {
        guard let password, !password.isEmpty else { return text }
        return [password, PercentEncoding.encode(password)].reduce(text) { $0.replacing($1, with: "••••") }
    }
}

extension DatabaseURL: CustomStringConvertible {
    package var description: String { "\(user)@\(host):\(port)/\(database)" }
}

extension DatabaseURL: CustomReflectable {
    /// Not the password, which a failed expectation or a crash would print.
    package var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

extension DatabaseURL.Problem: CustomStringConvertible {
    /// What is wrong, to follow the name of what contains the URL.
    package var description: String {
        switch self {
        case .empty: "is empty"
        case .control: "has more than one line, or a control character"
        case .scheme: "does not begin with postgres:// or postgresql://"
        case .encoding: "has a character in its credentials or its path that must be percent-encoded"
        case .host: "has no user, no host, or several hosts"
        case .port: "has a port that is not a number; a / or ? in the password must be percent-encoded"
        case .parameter: "has a parameter other than \(DatabaseURL.parameters.joined(separator: ", "))"
        }
    }
}
