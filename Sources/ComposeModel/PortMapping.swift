import OrderedCollections

/// How a stack chooses its host ports.
package enum PortChoice: String, Hashable, Sendable, Codable, CaseIterable {
    /// The file's.
    case fixed
    /// The file's where they are free, otherwise others.
    case auto
}

/// Host ports that take the place of those in the file.
package struct PortMapping: Hashable, Sendable {
    /// By the port in the file.
    package var ports: [UInt16: UInt16]

    package init(_ ports: [UInt16: UInt16] = [:]) { self.ports = ports }

    /// The host port in place of one in the file.
    package subscript(port: UInt16) -> UInt16 { ports[port] ?? port }

    /// Returns the project with these ports: published ones, the metrics', and those in addresses of this machine in
    /// values of environment variables and in what `cpadev open` opens.
    package func applied(to project: Project) -> Project {
        guard !ports.isEmpty else { return project }
        var project = project
        project.services = project.services.mapValues(applied)
        if let port = project.settings.metrics?.port { project.settings.metrics?.port = self[port] }
        return project
    }

    private func applied(to service: Service) -> Service {
        var service = service
        for index in service.ports.indices {
            service.ports[index].published = service.ports[index].published.map { self[$0] }
        }
        service.environment = service.environment.mapValues { $0.map(rewritten) }
        for index in service.preStart.indices {
            let environment = service.preStart[index].definition.environment
            service.preStart[index].definition.environment = environment.mapValues { $0.map(rewritten) }
        }
        service.settings.open = service.settings.open.map(rewritten)
        return service
    }

    /// The names of this machine's loopback addresses, as addresses with a port contain them. Not `0.0.0.0`, at which a
    /// service in a container listens on its own port.
    private static let hosts = ["127.0.0.1", "localhost", "[::1]"]

    /// Returns the text with the ports of `127.0.0.1:5432`, `localhost:5432` and `[::1]:5432` replaced.
    package func rewritten(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return text }
        var result = ""
        var rest = text[...]
        while let colon = rest.firstIndex(of: ":") {
            let digits = rest[rest.index(after: colon)...].prefix { $0.isASCII && $0.isNumber }
            result += rest[...colon]
            rest = rest[rest.index(after: colon)...]
            // The colons within [::1] are followed by no port.
            guard let port = UInt16(digits), let other = ports[port], Self.endsWithHost(result.dropLast()) else {
                continue
            }
            result += String(other)
            rest = rest[digits.endIndex...]
        }
        return result + rest
    }

    private static func endsWithHost(_ text: Substring) -> Bool {
        hosts.contains { host in
            guard text.hasSuffix(host) else { return false }
            // Not a part of a longer name, such as notlocalhost.
            let before = text.dropLast(host.count).last
            return before.map { !($0.isLetter || $0.isNumber || "-_.".contains($0)) } ?? true
        }
    }
}

extension Project {
    /// The host ports that the project needs: published ones and the metrics'. Sorted, without repeats.
    package var hostPorts: [(port: UInt16, host: String)] {
        var result: [UInt16: String] = [:]
        for port in services.values.lazy.flatMap(\.ports) {
            if let published = port.published { result[published] = port.reachableHost }
        }
        if let metrics = exportedMetrics { result[metrics.port] = "127.0.0.1" }
        return result.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
