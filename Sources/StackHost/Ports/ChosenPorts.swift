import ComposeModel
import FoundationEssentials
import Foundations
import StateFiles
import Synchronization

/// The host ports of a stack whose ports are chosen, as `run/ports.json` keeps them for its next start.
final class ChosenPorts: Sendable {
    private static let fileName = "ports.json"
    private static let largestFile = 1 << 16

    /// How ports are chosen.
    enum Choice: Sendable {
        /// The last start's where they are free, otherwise the file's, otherwise others.
        case kept
        /// Others than the file's, so that the stack meets no other one.
        case apart
    }

    private let choice: Choice
    private let reservations: PortReservations
    private let run: OwnedDirectory
    private let chosen: Mutex<[UInt16: UInt16]>
    private let kept: [UInt16: UInt16]

    init(_ choice: Choice, _ location: StackLocation, _ run: OwnedDirectory) throws(CommandFailure) {
        self.choice = choice
        self.run = run
        try SocketFolder(location).create()
        reservations = try PortReservations(in: StackLocation.parent(location.socketPath))
        kept = Self.read(run).ports
        chosen = Mutex([:])
    }

    /// The ports that the last start of a stack chose; none if it used the file's.
    static func read(_ location: StackLocation) -> PortMapping {
        guard let run = try? StateFolder(location).open()?.run() else { return PortMapping() }
        return read(run)
    }

    private static func read(_ run: OwnedDirectory) -> PortMapping {
        guard let bytes = try? run.contents(of: fileName, limit: largestFile),
            let ports = try? JSONDecoder().decode([String: UInt16].self, from: Data(bytes))
        else { return PortMapping() }
        let pairs = ports.compactMap { entry in UInt16(entry.key).map { ($0, entry.value) } }
        // A checkout may bring the file: no privileged ports, and none twice.
        guard ports.values.allSatisfy({ $0 >= 1024 }), Set(ports.values).count == ports.count else {
            return PortMapping()
        }
        return PortMapping(Dictionary(pairs) { first, _ in first })
    }

    /// Forgets the ports of the last start, so that commands use the file's.
    static func forget(_ run: OwnedDirectory) { run.remove(fileName) }

    /// Returns the project with its ports, and chooses those that are new.
    func applied(to project: Project) throws(CommandFailure) -> Project {
        let mapping = try chosen.withLock { chosen throws(CommandFailure) in
            let before = chosen
            for (port, host) in project.hostPorts where chosen[port] == nil { chosen[port] = try choose(port, host) }
            if chosen != before { write(chosen) }
            return PortMapping(chosen)
        }
        return mapping.applied(to: project)
    }

    private func choose(_ port: UInt16, _ host: String) throws(CommandFailure) -> UInt16 {
        if let kept = kept[port], reservations.reserve(kept, on: host) { return kept }
        if choice == .kept, reservations.reserve(port, on: host) { return port }
        guard let free = reservations.reserveAny(on: host) else {
            throw CommandFailure(.unavailable, "no port is free on \(host)", hint: "stop what listens there: ss -tlnp")
        }
        return free
    }

    private func write(_ ports: [UInt16: UInt16]) {
        let text = Dictionary(uniqueKeysWithValues: ports.map { (String($0.key), $0.value) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(text) else { return }
        try? run.replace(Self.fileName, with: Array(data))
    }
}
