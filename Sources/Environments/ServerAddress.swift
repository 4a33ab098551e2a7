/// The base of an environment's URLs: scheme, host, port and a path that precedes all others.
package struct ServerAddress: Hashable, Sendable {
    /// Why a text is not an address.
    package enum Problem: Error, Hashable, Sendable {
        /// Neither http nor https.
        case scheme
        /// It contains a user or a password.
        case credentials
        /// It contains a query or a fragment.
        case query
        case host
        case port
        /// Characters that a URL does not contain, such as spaces.
        case characters
    }

    package var isSecure: Bool
    /// A name or an IP address; an IPv6 address has no brackets.
    package var host: String
    package var port: Int
    /// Empty, or a path that begins with a slash and does not end with one.
    package var path: String

    package init(isSecure: Bool, host: String, port: Int, path: String = "") {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.path = path
    }

    package init(parsing text: String) throws(Problem) {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { throw .scheme }
        isSecure = scheme == "https://"
        let rest = text.dropFirst(scheme.count)
        guard !rest.contains("@") else { throw .credentials }
        guard !rest.contains("?"), !rest.contains("#") else { throw .query }
        guard rest.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value < 0x7F }) else {
            throw .characters
        }
        let authority = rest.prefix { $0 != "/" }
        path = String(rest.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }

        let digits: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .host }
            host = String(authority[authority.index(after: authority.startIndex)..<end])
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw .host }
            digits = after.isEmpty ? nil : after.dropFirst()
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || ":.%".contains($0) }) else { throw .host }
        } else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = String(parts[0])
            digits = parts.count > 1 ? parts[1] : nil
            guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else {
                throw .host
            }
        }
        guard let digits else {
            port = isSecure ? 443 : 80
            return
        }
        guard digits.allSatisfy(\.isNumber), let number = Int(digits), (1...65535).contains(number) else {
            throw .port
        }
        port = number
    }

    /// The URL of a path below the address.
    /// - Parameter path: begins with a slash.
    package func url(_ path: String) -> String { "\(self)\(path)" }
}

extension ServerAddress: CustomStringConvertible {
    /// The URL, without the port if it is the scheme's.
    package var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        let isUsual = port == (isSecure ? 443 : 80)
        return "\(isSecure ? "https" : "http")://\(name)\(isUsual ? "" : ":\(port)")\(path)"
    }
}
