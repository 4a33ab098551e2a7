import ComposeModel
import ControlAPI
import ControlServer
import DockerRuntime
import FoundationEssentials
import Glibc
import LogStore
import NativeRuntime
import Runtime
import Supervision
import UnixSignals

/// Everything that lives in a supervisor process, from its lock to its last breath.
struct SupervisorProcess {
    let options: ProjectOptions
    let services: [String]
    let runtimes: RuntimeChoices
    let scales: [String: Int]
    let seedsByItself: Bool
    let stack: LoadedStack
    let lock: HeldLock
    let environment: [String: String]
    /// About the files, as they are to be printed.
    let warnings: String

    /// Takes the stack's lock and reads its files.
    init(
        _ options: ProjectOptions,
        services: [String],
        runtimes: RuntimeChoices,
        scales: [String: Int],
        seedsByItself: Bool,
        color: Bool
    ) throws(CommandFailure) {
        self.options = options
        self.services = services
        self.runtimes = runtimes
        self.scales = scales
        self.seedsByItself = seedsByItself
        environment = CallerEnvironment.variables
        let location = try StackLocation(
            options,
            environment: environment,
            workingDirectory: CallerEnvironment.workingDirectory
        )
        lock = try HeldLock(path: location.lockPath)
        stack = try LoadedStack.load(
            location,
            options,
            environment,
            workingDirectory: CallerEnvironment.workingDirectory,
            color: color
        )
        warnings = stack.renderedWarnings(color: color)
    }

    /// Runs until the stack is told to go down.
    /// - Parameter onReady: called once services are starting and the socket listens.
    func run(onReady: @escaping @Sendable (CommandReply) -> Void) async throws {
        let location = stack.location
        // The folder in which `up` was typed must stay free to be removed or unmounted.
        _ = chdir(location.root)
        let leftovers = cleanLeftovers()
        let logs = try openLogs()
        // Before anything new is written: the newest line tells how long an earlier supervisor lived.
        let green = GreenWatch(path: location.greenPath, lastSeenNs: { LogStore.newestNs(logs) })
        let runtime = try makeRuntime(logs)
        let containers = containers(logs)
        let supervisor = try makeSupervisor(runtime, containers, logs)
        await supervisor.begin()
        for notice in leftovers { await supervisor.announce(notice) }

        let reply: CommandReply
        do throws(SupervisorError) {
            let outcome = try await supervisor.up(services, reloading: false)
            // The `up` that waits tells these; a client that comes later finds them in the journal.
            reply = CommandReply(services: outcome.services, changes: leftovers, sequence: outcome.sequence)
        } catch {
            _ = runtime.sweep(ledgerPath: location.ledgerPath)
            unlink(location.ledgerPath)
            throw CommandFailure(error)
        }

        let data = makeData(supervisor)
        let (requests, continuation) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingOldest(8))
        let control = SupervisorControl(
            supervisor: supervisor,
            logs: logs,
            info: info(),
            data: data,
            green: green,
            onDown: { continuation.yield($0) }
        )
        let server = makeServer(control, runtime)
        let removesData = try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                try await server.run(onListening: { onReady(reply) })
                return nil
            }
            group.addTask {
                for await removesData in requests { return removesData }
                return false
            }
            if let data {
                group.addTask {
                    await data.watch()
                    return nil
                }
            }
            group.addTask {
                await control.watchHealth()
                return nil
            }
            let changes = await supervisor.wakeUps()
            group.addTask {
                await IdleMemory.release(afterQuietSince: changes)
                return nil
            }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { return false }
                return nil
            }
            var removesData: Bool?
            while removesData == nil, let answer = try await group.next() { removesData = answer }
            await data?.close()
            await supervisor.shutDown(removingData: removesData ?? false)
            _ = runtime.sweep(ledgerPath: location.ledgerPath)
            await (try? containers.get())?.close()
            // Subscribers read the news of the end from the journal before their streams end.
            await supervisor.close()
            try? await Task.sleep(for: .milliseconds(50))
            group.cancelAll()
            return removesData ?? false
        }
        logs.close()
        if removesData {
            DataFolder(location.dataDirectory).removeAll()
            DataFolder(location.seedsDirectory).removeAll()
        }
        unlink(location.socketPath)
        unlink(location.ledgerPath)
    }
}
