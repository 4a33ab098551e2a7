package import ComposeModel
import OrderedCollections

/// Where each service's ports are reached, and the rewriting of `service:port` in environment values.
///
/// A Compose file writes `postgres:5432`, which only containers of one network understand. A process of this machine
/// gets `127.0.0.1:<published port>` instead; a container that needs a native service gets
/// `host.docker.internal:<published port>`. So one unmodified file serves every mixture.
package struct AddressBook: Hashable, Sendable {
    /// A service's port as some other service must spell it.
    package struct Address: Hashable, Sendable {
        /// A host name or an IP address, IPv6 without brackets.
        package var host: String
        /// The port on that host.
        package var port: UInt16

        /// The address `host:port`.
        package init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    private var bindings: [String: [Launch.Binding]] = [:]
    private var kinds: [String: RuntimeKind] = [:]

    /// A book in which no service is noted yet.
    package init() {}

    /// Notes a service's settled ports under its name and its aliases.
    package mutating func record(_ service: Service, bindings: [Launch.Binding], kind: RuntimeKind) {
        for name in Self.names(of: service) {
            self.bindings[name] = bindings
            kinds[name] = kind
        }
    }

    /// What others may call a service: its name first, then its aliases.
    package static func names(of service: Service) -> [String] {
        // Aliases of a service with replicas lead to its first.
        guard service.replica == 1 else { return [service.name] }
        return [service.name] + service.networks.values.flatMap(\.aliases)
            + [service.containerName, service.hostname].compactMap(\.self)
    }

    /// Where this machine reaches the port of a service; nil where it is not published.
    package func hostAddress(of service: String, port: UInt16) -> Address? {
        bindings[service]?.first { $0.target == port }.map { Address(host: $0.host, port: $0.published) }
    }

    /// The spelling of `service:port` for a service that runs in `kind`; nil keeps it as it is.
    package func address(of service: String, port: UInt16, seenFrom kind: RuntimeKind) -> Address? {
        guard let host = hostAddress(of: service, port: port) else { return nil }
        switch (kind, kinds[service]) {
        case (.native, _): return host
        case (.docker, .native): return Address(host: "host.docker.internal", port: host.port)
        case (.docker, _): return nil
        }
    }

    /// The value with every `service:port` of a known service and port respelt. A name counts only as a whole: neither
    /// a part of a longer host name nor of a word.
    package func rewrite(_ value: String, seenFrom kind: RuntimeKind) -> String {
        guard value.utf8.contains(UInt8(ascii: ":")) else { return value }
        var result = ""
        var rest = value[...]
        while let colon = rest.firstIndex(of: ":") {
            let name = rest[..<colon].trailingName
            let digits = rest[rest.index(after: colon)...].prefix { $0.isASCII && $0.isNumber }
            let following = rest[digits.endIndex...].first
            if !name.isEmpty, let port = UInt16(digits), following.map({ !$0.isNameCharacter || $0 == "." }) ?? true,
                let address = address(of: String(name), port: port, seenFrom: kind)
            {
                let host = address.host.contains(":") ? "[\(address.host)]" : address.host
                result += rest[..<name.startIndex] + "\(host):\(address.port)"
                rest = rest[digits.endIndex...]
            } else {
                result += rest[...colon]
                rest = rest[rest.index(after: colon)...]
            }
        }
        return result + rest
    }
}

extension Substring {
    /// The longest suffix that could be a host name.
    fileprivate var trailingName: Substring {
        var start = endIndex
        while start > startIndex {
            let before = index(before: start)
            guard self[before].isNameCharacter else { break }
            start = before
        }
        return self[start...]
    }
}

extension Character {
    fileprivate var isNameCharacter: Bool {
        isASCII && (isLetter || isNumber || self == "-" || self == "_" || self == ".")
    }
}
