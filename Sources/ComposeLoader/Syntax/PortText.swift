import YAMLTree

/// A port in its short form: `[[host-ip:]published:]target[/protocol]`. Both ports can be ranges.
///
/// Source: Compose Specification, services, `ports`, short syntax.
struct PortText {
    /// Why a text is invalid. The message follows the path.
    struct Problem: Error {
        var message: String
        var hint: String?
    }

    var hostIP: String?
    var published: ClosedRange<UInt16>?
    var target: ClosedRange<UInt16>
    /// `tcp`, `udp` or `sctp`.
    var transport = "tcp"

    private static let transports = ["tcp", "udp", "sctp"]

    init(_ text: String) throws(Problem) {
        guard text.utf8.count <= 200 else { throw Problem(message: "is not a port") }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            transport = parts[1].lowercased()
            guard Self.transports.contains(transport) else {
                let hint = didYouMean(transport, Self.transports) ?? "use 'tcp', 'udp' or 'sctp'"
                throw Problem(message: "has the unknown protocol \(String(parts[1]).quoted)", hint: hint)
            }
        }

        var rest = parts[0]
        target = try Self.range(Self.lastPart(of: &rest) ?? "", of: text)
        if let part = Self.lastPart(of: &rest) {
            // "127.0.0.1::80" leaves the host port open.
            published = part.isEmpty ? nil : try Self.range(part, of: text, from: 0)
            hostIP = rest.isEmpty ? nil : try Self.address(rest, of: text)
        }
        if let published, target.count > 1, published.count != target.count {
            let hint = "the host's range has \(published.count) ports, the service's \(target.count)"
            throw Problem(message: "has two ranges of different lengths: \(text.quoted)", hint: hint)
        }
    }

    /// Removes and returns the text after the last colon; nil if nothing is left.
    private static func lastPart(of rest: inout Substring) -> Substring? {
        guard !rest.isEmpty else { return nil }
        guard let colon = rest.lastIndex(of: ":") else {
            defer { rest = "" }
            return rest
        }
        defer { rest = rest[..<colon] }
        return rest[rest.index(after: colon)...]
    }

    /// Parses `80` or `8000-8010`.
    ///
    /// - Parameter lowest: The lowest valid port; 0 for a host port, where 0 requests any free one.
    static func range(_ part: Substring, of text: String, from lowest: UInt16 = 1) throws(Problem) -> ClosedRange<
        UInt16
    > {
        let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = ends.first, let low = port(first, from: lowest),
            let high = port(ends.last ?? first, from: lowest)
        else {
            let isNumber = !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            let hint = isNumber ? "ports range from 1 to 65535" : "write '8080:80', '127.0.0.1:8080:80' or '53:53/udp'"
            throw Problem(message: "is not a port: \(text.quoted)", hint: hint)
        }
        guard low <= high else { throw Problem(message: "has a range that runs backwards: \(text.quoted)") }
        return low...high
    }

    private static func port(_ text: Substring, from lowest: UInt16) -> UInt16? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(text), number >= lowest else {
            return nil
        }
        return number
    }

    private static func address(_ part: Substring, of text: String) throws(Problem) -> String {
        let address = IPAddressText.bare(part)
        guard IPAddressText.isValid(address) else {
            throw Problem(message: "has an invalid host address: \(address.quoted)", hint: "use an IP address")
        }
        return address
    }
}
