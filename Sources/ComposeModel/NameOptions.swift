/// How a container finds others by name. Source: Compose Specification, services, the keys named at each property.
package struct NameOptions: Hashable, Sendable {
    /// `dns`: addresses of name servers.
    package var servers: [String] = []
    /// `dns_search`: domains that short names are looked for in.
    package var searchDomains: [String] = []
    /// `dns_opt`: options of the resolver, as resolv.conf(5) has them.
    package var options: [String] = []
    /// `domainname`; nil: none.
    package var domainName: String?
    /// `links`: services of the project under further names.
    package var links: [Link] = []
    /// `external_links`: containers that somebody else runs, under further names.
    package var externalLinks: [Link] = []

    /// The engine's own name server.
    package init() {}
}

/// A further name of a service or container, seen from one service only.
package struct Link: Hashable, Sendable {
    /// The service's key, or the container's name.
    package var target: String
    /// The name under which it is found.
    package var alias: String

    /// A link as a Compose file writes it: `target` or `target:alias`.
    package init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        target = parts.first ?? text
        alias = parts.count == 2 ? parts[1] : target
    }
}
