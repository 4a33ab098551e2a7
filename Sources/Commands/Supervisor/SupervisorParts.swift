import ComposeModel
import ControlClient
import Diagnostics
import DockerEngine
import DockerRuntime
import FoundationEssentials
import Glibc
import NativeRuntime
import StateFiles
import Supervision

/// A ``StateLock`` that is held until the last reference is released.
final class HeldLock: Sendable {
    private let lock: StateLock

    /// - Throws: ``CommandFailure/lockIsHeld`` if another process holds the lock.
    init(in run: OwnedDirectory) throws(CommandFailure) {
        do throws(StateFileError) {
            guard let lock = try StateLock(in: run) else { throw StateFileError.system(EWOULDBLOCK, "lock", run.path) }
            self.lock = lock
        } catch {
            guard error.code == .system(EWOULDBLOCK) else {
                throw CommandFailure(error, as: .failed)
            }
            throw .lockIsHeld
        }
    }

    /// Whether another process holds the lock, even if only briefly.
    static func isHeld(_ location: StackLocation) -> Bool {
        guard let run = try? StateFolder(location).open()?.run(), run.status(of: StateLock.fileName) != nil else {
            return false
        }
        do { return try StateLock(in: run) == nil } catch { return false }
    }
}

extension CommandFailure {
    /// Another supervisor holds the stack's lock, and is not listening yet, or no longer.
    static let lockIsHeld: CommandFailure = {
        var failure = CommandFailure(
            .unavailable,
            "another supervisor of this stack is starting or stopping",
            hint: "wait a moment and try again"
        )
        failure.isLockHeld = true
        return failure
    }()
}

/// The report of a guardian that outlived its supervisor.
enum GuardianReport {
    /// Returns the lines and removes the file.
    static func take(_ run: OwnedDirectory?, _ name: String = StackLocation.guardianLogName) -> [String] {
        guard let run, let bytes = try? run.contents(of: name, limit: 64 << 10) else { return [] }
        run.remove(name)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

extension NativeConfiguration {
    init(_ stack: LoadedStack, _ environment: [String: String], data: OwnedDirectory? = nil) {
        let program = CallerEnvironment.executable
        // The variables of .env, overridden by the caller's.
        let variables = stack.project.environment.merging(environment) { $1 }
        let isCallers = environment["CPADEV_CACHE_DIR"]?.isEmpty == false
        let directory = CallerEnvironment.workingDirectory
        self.init(
            projectName: stack.project.name,
            projectDirectory: stack.project.directory,
            dataDirectory: stack.location.dataDirectory,
            openDataDirectory: data,
            cacheDirectory: CacheFolder.path(variables, from: isCallers ? directory : stack.location.root),
            demoProgram: "\(StackLocation.parent(program))/cpa-demo",
            environment: variables
        )
    }
}

extension EngineClient {
    /// Creates a client of the engine that the environment names, as the `docker` program resolves it.
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
            case .portTaken, .processHangs, .runtimeRefused, .refreshFailed: .failed
            }
        self.init(error, as: code)
    }
}
