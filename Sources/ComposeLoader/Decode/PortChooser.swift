import OrderedCollections

/// Chooses one port of the host out of each range that is published for a single port.
///
/// Compose leaves the choice to the engine. Here it is made early, so that addresses are known before anything starts:
/// the first of the range that no service of the project names, and that was not chosen before.
struct PortChooser {
    private var taken: Set<String> = []

    /// - Parameter services: the active services, in canonical form.
    init(services: Node?) {
        for service in services?.mapping?.entries.values ?? [:].values {
            for port in service.value["ports"]?.items ?? [] {
                guard let number = port["published"]?.port else { continue }
                taken.insert(Self.key(number, port))
            }
        }
    }

    /// The host's port of an entry of `ports`; nil where it publishes none, or all of its range are taken.
    mutating func published(_ port: Node) -> UInt16? {
        guard let text = port["published"]?.string else { return nil }
        if let number = UInt16(text) { return number }
        guard let range = try? PortText.range(text[...], of: text),
            let number = range.first(where: { !taken.contains(Self.key($0, port)) })
        else { return nil }
        taken.insert(Self.key(number, port))
        return number
    }

    private static func key(_ number: UInt16, _ port: Node) -> String {
        "\(number)/\(port["protocol"]?.string ?? "tcp")"
    }
}
