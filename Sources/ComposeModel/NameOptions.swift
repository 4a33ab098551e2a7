/// A container's name resolution. Source: Compose Specification, services, the keys named at each property.
package struct NameOptions: Hashable, Sendable {
    /// `dns`: the addresses of name servers.
    package var servers: [String] = []
    /// `dns_search`: the search domains for short names.
    package var searchDomains: [String] = []
    /// `dns_opt`: resolver options, as in resolv.conf(5).
    package var options: [String] = []
    /// `domainname`; nil: none.
    package var domainName: String?
    /// `links`: aliases for services of the project.
    package var links: [Link] = []
    /// `external_links`: aliases for containers outside the project.
    package var externalLinks: [Link] = []

    package init() {}
}

/// An alias for a service or container, visible to one service only.
package struct Link: Hashable, Sendable {
    /// The service's key, or the container's name.
    package var target: String
    package var alias: String

    /// Creates a link from its Compose form: `target` or `target:alias`.
    package init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        target = parts.first ?? text
        alias = parts.count == 2 ? parts[1] : target
    }
}
