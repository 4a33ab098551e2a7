import ComposeModel
import Runtime

/// A service's ports as an engine is to publish them.
struct PublishedPorts: Hashable, Sendable {
    /// One port of the container and where the host shows it.
    struct Entry: Hashable, Sendable {
        var target: UInt16
        var transport: Port.TransportProtocol
        /// Empty: every address.
        var hostIP: String
        /// nil: the engine chooses.
        var published: UInt16?
        /// Whether the file names the host's port; others may change from one start to the next.
        var isFixed: Bool

        /// `5432/tcp`
        var key: String { "\(target)/\(transport.rawValue)" }
    }

    var entries: [Entry] = []
    /// Ports that are only told to the engine, such as `3000/tcp`.
    var exposed: [String] = []

    /// The ports of a launch: TCP ports where they were settled, others as the file has them.
    init(_ launch: Launch) {
        var settled = launch.bindings[...]
        for port in launch.service.ports {
            var published = port.published
            if port.transport == .tcp, let index = settled.firstIndex(where: { $0.target == port.target }) {
                published = settled[index].published
                settled.remove(at: index)
            }
            entries.append(
                Entry(
                    target: port.target,
                    transport: port.transport,
                    hostIP: port.hostIP ?? "",
                    published: published,
                    isFixed: port.published != nil
                )
            )
        }
        exposed = launch.service.expose.flatMap(Self.ports)
    }

    /// Every port of `3000`, `8000-8010/udp`.
    static func ports(_ text: String) -> [String] {
        let parts = text.split(separator: "/", maxSplits: 1)
        let transport = parts.count == 2 ? parts[1] : "tcp"
        let ends = (parts.first ?? "").split(separator: "-", maxSplits: 1).compactMap { UInt16($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return [] }
        return (first...last).map { "\($0)/\(transport)" }
    }

    /// With the host's port left out where the file does not name it, so that two starts compare equal.
    var comparable: PublishedPorts {
        var result = self
        for index in entries.indices where !entries[index].isFixed { result.entries[index].published = nil }
        return result
    }
}
