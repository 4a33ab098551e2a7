import OrderedCollections
import YAMLTree

/// Chooses one host port from each range that is published for a single port.
///
/// Compose leaves the choice to the engine. Here it is made early, so that addresses are known before anything starts:
/// the first of the range that no service names and that has not been chosen yet.
struct PortChooser {
    private var taken: Set<String> = []
    /// The rest of each range to search, so that a range shared by many services is walked once.
    private var rest: [String: Range<Int>] = [:]

    /// - Parameter services: The active services, in canonical form.
    init(services: Node?) {
        for (_, service) in services?.mapping?.entries ?? [:] {
            for port in service.value["ports"]?.items ?? [] {
                guard let number = port["published"]?.port else { continue }
                taken.insert(Self.key(String(number), port))
            }
        }
    }

    /// Returns the host port of an entry of `ports`; nil if it publishes none or its range is exhausted.
    mutating func published(_ port: Node) -> UInt16? {
        guard let text = port["published"]?.string else { return nil }
        // 0 means any port that is free at the start.
        if let number = UInt16(text) { return number == 0 ? nil : number }
        let key = Self.key(text, port)
        var rest = rest[key] ?? Self.range(of: port).map { Int($0.lowerBound)..<Int($0.upperBound) + 1 } ?? 0..<0
        defer { self.rest[key] = rest }
        while let number = rest.popFirst() {
            if number > 0, taken.insert(Self.key(String(number), port)).inserted { return UInt16(number) }
        }
        return nil
    }

    /// Returns the range of host ports of an entry of `ports`; nil if it names one port or none.
    static func range(of port: Node) -> ClosedRange<UInt16>? {
        guard let text = port["published"]?.string, UInt16(text) == nil else { return nil }
        return try? PortText.range(text[...], of: text, from: 0)
    }

    private static func key(_ number: String, _ port: Node) -> String {
        "\(number)/\(port["protocol"]?.string ?? "tcp")"
    }
}
