import ComposeModel
import ControlClient
import DockerEngine
import DockerRuntime
import FoundationEssentials
import Glibc
import NativeRuntime
import Supervision

/// A ``StateLock`` that lives as long as the supervisor process.
final class HeldLock: Sendable {
    private let lock: StateLock

    init(path: String) throws(CommandFailure) {
        guard let lock = StateLock(path: path) else {
            guard access(path, F_OK) == 0 else {
                throw CommandFailure(.failed, "cannot make the lock \(path): \(String(cString: strerror(errno)))")
            }
            throw CommandFailure(
                .unavailable,
                "another supervisor of this stack is starting or stopping",
                hint: "wait a moment and try again"
            )
        }
        self.lock = lock
    }
}

enum SystemClock {
    /// Nanoseconds since 1970.
    static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// What a guardian wrote when it outlived its supervisor.
enum GuardianNews {
    /// The lines, once: the file is removed.
    static func take(_ path: String) -> [String] {
        guard let text = SmallFile.read(path) else { return [] }
        unlink(path)
        return text.split(separator: "\n").map(String.init)
    }
}

/// The services' own data.
struct DataFolder {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Removes every service's folder, and leaves the one that holds them.
    func removeAll() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
    }
}

extension NativeConfiguration {
    init(_ stack: LoadedStack, _ environment: [String: String]) {
        let program = CallerEnvironment.executable
        let home = environment["HOME"] ?? "/"
        let cache =
            environment["CPADEV_CACHE_DIR"].flatMap { $0.isEmpty ? nil : $0 }
            ?? (geteuid() == 0 ? "/var/cache/cpadev" : "\(environment["XDG_CACHE_HOME"] ?? "\(home)/.cache")/cpadev")
        self.init(
            projectName: stack.project.name,
            projectDirectory: stack.project.directory,
            dataDirectory: stack.location.dataDirectory,
            cacheDirectory: cache,
            demoProgram: "\(StackLocation.parent(program))/cpa-demo",
            environment: stack.project.environment.merging(environment) { $1 }
        )
    }
}

extension EngineClient {
    /// A client of the engine that the environment names, as the `docker` program would find it.
    convenience init(_ environment: [String: String]) throws(EngineError) {
        let endpoint = try EngineEndpoint.resolve(environment: environment, home: environment["HOME"])
        self.init(endpoint: endpoint, environment: environment)
    }
}

extension DockerConfiguration {
    init(_ stack: LoadedStack, _ environment: [String: String]) {
        self.init(
            project: stack.project,
            stateDirectory: stack.location.stateDirectory,
            version: CPADev.version,
            environment: stack.project.environment.merging(environment) { $1 },
            isAlive: { directory in
                let socket = StackLocation.socketPath(ofState: directory, environment)
                return UnixSocket.isListening(at: socket)
            }
        )
    }
}

extension CommandFailure {
    init(_ error: SupervisorError) {
        let code: CommandExit =
            switch error.code {
            case .unknownService: .usage
            case .invalidProject: .badData
            case .shuttingDown: .unavailable
            default: .failed
            }
        self.init(code, error.message, hint: error.remedy)
    }
}
