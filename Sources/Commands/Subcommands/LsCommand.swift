import ArgumentParser
import ControlAPI
import ControlClient
import Foundations
import LogAnalysis
import StackHost

struct LsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List your stacks that run on this machine.",
        discussion: "With --all also those that were started before and are down, the last one first."
    )

    @Flag(name: .shortAndLong, help: "Also list stacks that are down.")
    var all = false

    @Flag(name: .shortAndLong, help: "Print only the folders of the projects.")
    var quiet = false

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() async throws {
        let stacks = await listed().filter { all || $0.isRunning }
        let output = Terminal.standardOutput
        if json { return output.write(try JSONText.render(stacks)) }
        if quiet { return output.writeData(stacks.map { "\(TerminalSanitizer.oneLine($0.folder))\n" }.joined()) }
        output.write(StackTable.render(stacks, output, width: output.isTerminal ? output.width : nil))
    }

    /// Asks all at once, as one that does not respond takes seconds.
    private func listed() async -> [ListedStack] {
        let known = KnownStack.all()
        return await withTaskGroup(of: (Int, ListedStack).self) { group in
            for (index, stack) in known.enumerated() { group.addTask { (index, await ListedStack(stack)) } }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

/// A line of `cpadev ls`.
struct ListedStack: Encodable {
    enum State: String, Encodable {
        case running
        /// Its supervisor does not respond.
        case unresponsive
        case down
    }

    var name: String
    var state: State
    /// The services that are ready, and all that are not stopped; nil unless the stack is running.
    var ready: Int?
    var services: Int?
    /// The project's folder: its checkout, if it is in one.
    var folder: String
    var branch: String?
    var files: [String]
    var stateFolder: String
    /// The host ports by service, of a running stack.
    var ports: [String: [UInt16]] = [:]

    var isRunning: Bool { state != .down }

    enum CodingKeys: String, CodingKey {
        case name, state, ready, services, folder, branch, files, ports
        case stateFolder = "state_folder"
    }
}

extension ListedStack {
    private static let timeout = Duration.seconds(3)

    init(_ known: KnownStack) async {
        let location = known.location
        self.init(
            name: known.record.projectName,
            state: .down,
            folder: location.root,
            branch: known.branch,
            files: known.record.files,
            stateFolder: location.stateDirectory
        )
        guard (try? location.isRunning()) == true else { return }
        state = .unresponsive
        let client = ControlClient(socketPath: location.socketPath)
        let late = CommandFailure(.timedOut, "no response")
        guard let snapshot = try? await TimeLimit.run(Self.timeout, late: late, { try await client.snapshot() }) else {
            return
        }
        state = .running
        let wanted = snapshot.services.filter { $0.state != .stopped }
        ready = wanted.count(where: \.isReady)
        services = wanted.count
        for service in wanted where !service.ports.isEmpty {
            ports[service.name] = service.ports.map(\.published)
        }
    }
}
