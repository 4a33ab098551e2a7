import ComposeModel
import FoundationEssentials
import Glibc
import LogAnalysis
import LogStore
import Runtime
import StateFiles
import SystemPackage

@testable import NativeRuntime

/// The one native runtime of the test process: it owns SIGCHLD, so there cannot be two.
final class NativeHarness: Sendable {
    static let root = FileManager.default.temporaryDirectory.path + "/native-" + UUID().uuidString
    private static let result = Result { try NativeHarness() }
    static var shared: NativeHarness { get throws { try result.get() } }

    /// What the caller of cpadev has in its environment.
    static let callerEnvironment = [
        "PATH": "/usr/bin:/bin", "HOME": "/home/somebody", "LANG": "C.UTF-8", "LC_TIME": "C",
        "SECRET_TOKEN": "must not leak", "AWS_SECRET_ACCESS_KEY": "nor this", "CPA_BACKEND_DIR": "/backend",
    ]

    let runtime: NativeRuntime
    let ledger: Ledger
    let exits = ExitBook()
    private let logs: LogStore
    private let listening: Task<Void, Never>

    private init() throws {
        let data = Self.root + "/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try Self.writeLaunchers()
        atexit { try? FileManager.default.removeItem(atPath: NativeHarness.root) }
        logs = try LogStore(directory: FilePath(Self.root + "/logs"))
        ledger = try Ledger(in: OwnedDirectory(path: Self.root), cookie: UUID().uuidString)
        let runtime = try NativeRuntime(
            configuration: NativeConfiguration(
                projectDirectory: Self.root,
                dataDirectory: data,
                cacheDirectory: Self.root + "/cache",
                demoProgram: "/opt/cpa-demo",
                environment: Self.callerEnvironment
            ),
            ledger: ledger,
            logs: logs,
            // Lives as long as the pipe is open, and does nothing then.
            guardianCommand: ["/bin/cat", "/dev/fd/3"]
        )
        self.runtime = runtime
        let exits = exits
        listening = Task {
            for await event in runtime.events {
                if case .exited(let instance, let status, _) = event { await exits.note(instance, status) }
            }
        }
    }

    deinit { listening.cancel() }

    // MARK: Services

    /// A service of a name of its own that runs a line of shell.
    func launch(shell line: String, environment: [String: String] = [:]) -> Launch {
        launch(["/bin/sh", "-c", line], environment: environment)
    }

    func launch(_ command: [String], environment: [String: String] = [:]) -> Launch {
        var service = Service(name: "service-" + UUID().uuidString)
        service.settings.native = .command(command, check: nil)
        return Launch(
            instance: InstanceID(service: service.name, generation: 1),
            service: service,
            environment: environment,
            bindings: [.init(target: 5432, host: "127.0.0.1", published: 15432)]
        )
    }

    /// A service in the launcher convention whose launcher does this.
    func launch(launcher script: String) throws -> Launch {
        var launch = launch([])
        let path = "\(Self.root)/data/\(launch.service.name).script"
        try Data(script.utf8).write(to: URL(fileURLWithPath: path))
        launch.service.settings.native = .launcher(path: Self.launcher, location: launch.service.location)
        return launch
    }

    static let launcher = root + "/launcher"
    /// Does what the script of the service says that it is told last, with `$verb` for the verb; offers no metadata.
    static let provider = root + "/provider"
    /// A script that nothing can run.
    static let brokenLauncher = root + "/broken-launcher"

    /// Programs are written before anything is started: a file that some other child inherited for writing, if only
    /// until it becomes another program, cannot be executed (ETXTBSY).
    private static func writeLaunchers() throws {
        for (path, text) in [
            (
                provider,
                "#!/bin/sh\nverb=\"$3\"; for name; do :; done\n"
                    + "[ \"$name\" = metadata ] && exit 1\n. \"\(root)/data/$name.provider\"\n"
            ),
            (launcher, "#!/bin/sh\n. \"$CPADEV_DATA_DIR.script\"\n"), (brokenLauncher, "#!/no/such/shell\n"),
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            chmod(path, 0o755)
        }
    }

    /// Runs the service to its end.
    func run(_ launch: Launch) async throws -> (status: Runtime.ExitStatus, lines: [LogRecord]) {
        _ = try await runtime.start(launch)
        let status = await exits.status(of: launch.instance)
        // What the service itself wrote, without the runtime's notes.
        return (status, try log(of: launch).tail(.max).filter { $0.stream != .system })
    }

    /// The one host of the test process.
    var host: ProcessHost { runtime.host }

    /// Another host of providers on the same processes, with less patience.
    func providerHost(up: Duration) -> ProviderHost { runtime.providerHost(patience: .init(up: up)) }

    func log(of launch: Launch) throws -> ServiceLog { try logs.log(for: launch.service.name) }

    /// Waits for the service's first line.
    func firstLine(of launch: Launch) async throws -> String {
        let log = try log(of: launch)
        let changes = log.changes()
        var iterator = changes.makeAsyncIterator()
        while true {
            let line = try log.read(from: 0, limit: 10).first { $0.stream != .system }
            if let line { return line.text }
            guard await iterator.next() != nil else { throw NoLine() }
        }
    }

    struct NoLine: Error {}

    func kill(_ launch: Launch) async {
        await runtime.kill(launch.instance)
        _ = await exits.status(of: launch.instance)
    }
}

/// Every exit that the runtime told of.
actor ExitBook {
    private var statuses: [InstanceID: Runtime.ExitStatus] = [:]
    private var waiting: [InstanceID: [CheckedContinuation<Runtime.ExitStatus, Never>]] = [:]

    func note(_ instance: InstanceID, _ status: Runtime.ExitStatus) {
        statuses[instance] = status
        for continuation in waiting.removeValue(forKey: instance) ?? [] { continuation.resume(returning: status) }
    }

    func status(of instance: InstanceID) async -> Runtime.ExitStatus {
        if let status = statuses[instance] { return status }
        return await withCheckedContinuation { waiting[instance, default: []].append($0) }
    }
}
