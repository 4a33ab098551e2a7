package import ComposeModel
import OrderedCollections

/// The addresses of services' ports, and the rewriting of `service:port` in environment values.
///
/// A Compose file contains addresses such as `postgres:5432`, which only containers of the same network can resolve. A
/// native process gets `127.0.0.1:<published port>` instead, and a container that depends on a native service gets
/// `host.docker.internal:<published port>`. So one unmodified file works for every mix of runtimes.
package struct AddressBook: Hashable, Sendable {
    /// The address of a service's port as another service must spell it.
    package struct Address: Hashable, Sendable {
        /// A host name or an IP address, IPv6 without brackets.
        package var host: String
        package var port: UInt16

        package init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    private var bindings: [String: [Launch.Binding]] = [:]
    private var kinds: [String: RuntimeKind] = [:]

    /// Creates an empty address book.
    package init() {}

    /// Records a service's settled ports under its name and aliases.
    package mutating func record(_ service: Service, bindings: [Launch.Binding], kind: RuntimeKind) {
        for name in Self.names(of: service) {
            self.bindings[name] = bindings
            kinds[name] = kind
        }
    }

    /// The names by which others may refer to a service: its name, then its aliases.
    package static func names(of service: Service) -> [String] {
        // The aliases of a service with replicas refer to its first replica.
        guard service.replica == 1 else { return [service.name] }
        return [service.name] + service.networks.values.flatMap(\.aliases)
            + [service.containerName, service.hostname].compactMap(\.self)
    }

    /// Returns the address of a service's port on this machine, or nil if it is not published.
    package func hostAddress(of service: String, port: UInt16) -> Address? {
        bindings[service]?.first { $0.target == port }.map { Address(host: $0.host, port: $0.published) }
    }

    /// Returns the replacement of `service:port` for a service that runs in `kind`, or nil to keep it.
    package func address(of service: String, port: UInt16, seenFrom kind: RuntimeKind) -> Address? {
        guard let host = hostAddress(of: service, port: port) else { return nil }
        switch (kind, kinds[service]) {
        case (.native, _): return host
        case (.docker, .native): return Address(host: "host.docker.internal", port: host.port)
        case (.docker, _): return nil
        }
    }

    /// Returns the value with every `service:port` of a known service and port replaced. A name matches only as a whole,
    /// not as a part of a longer host name or word.
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
