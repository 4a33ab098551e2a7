import ComposeLoader
import ComposeModel
import Diagnostics
import DockerEngine
import DockerRuntime
import Foundations
import Glibc
import NativeRuntime
import StateFiles

/// A stack that exists for one command: its own state in the user's cache, and its own name.
package struct EphemeralStack {
    package let location: StackLocation
    /// The project's name: another one than that of the stack for daily work, whose containers would be the same.
    package let projectName: String
    private let mark: OwnedDirectory.Mark

    /// The file whose presence keeps the stack when its owner ends.
    private static let keepName = "keep"
    private static let environmentName = "with.env"
    /// The variable of the command that names the file with the stack's addresses.
    package static let environmentVariable = "CPADEV_ENV_FILE"
    private static let lockTimeout = Duration.seconds(10)

    /// Makes the state of a stack of a project. It is marked, because it will be deleted with all that is in it.
    package init(of stack: LoadedStack, _ environment: [String: String]) throws(CommandFailure) {
        let random = String(UInt32.random(in: .min ... .max), radix: 36)
        let id = EnvironmentSuffix.adding(stack.location.environmentName, to: "\(getpid())-\(random)")
        projectName = "\(stack.project.name)-\(id)"
        var location = stack.location
        let folder = Self.folder(stack, environment)
        location.moveState(to: "\(folder)/\(id)", environment)
        self.location = location
        _ = try CacheFolder.make(folder)
        do throws(CommandFailure) {
            let state = try StateFolder(location).create()
            do throws(StateFileError) { mark = try state.root.mark() } catch { throw CommandFailure(error) }
        } catch {
            var failure = error
            failure.hint = "free space on that disk, or set CPADEV_CACHE_DIR to a folder on another"
            throw failure
        }
    }

    /// Where the stacks of a user are.
    private static func folder(_ stack: LoadedStack, _ environment: [String: String]) -> String {
        let variables = stack.project.environment.merging(environment) { $1 }
        return CacheFolder.path(of: "with", variables, from: stack.location.root)
    }

    /// Lets the stack run on when its owner ends.
    package func keep() throws(CommandFailure) {
        guard let run = try StateFolder(location).open()?.run() else { return }
        do throws(StateFileError) { try run.replace(Self.keepName, with: []) } catch {
            throw CommandFailure(error, as: .failed)
        }
    }

    /// Writes the stack's variables to a file of its own.
    /// - Returns: the file's path.
    package func write(environment text: String) throws(CommandFailure) -> String {
        guard let run = try StateFolder(location).open()?.run() else {
            throw CommandFailure(.unavailable, "the stack has ended", hint: "see \(location.supervisorLog)")
        }
        do throws(StateFileError) { try run.replace(Self.environmentName, with: Array(text.utf8)) } catch {
            throw CommandFailure(error, as: .failed)
        }
        return Self.environmentFile(location)
    }

    private static func environmentFile(_ location: StackLocation) -> String {
        "\(location.runDirectory)/\(environmentName)"
    }

    /// Ends the command of a stack whose owner was killed, with all that it started.
    static func endCommand(_ location: StackLocation) {
        MarkedProcesses(entry: "\(environmentVariable)=\(environmentFile(location))").end()
    }

    static func isKept(_ run: OwnedDirectory) -> Bool { run.status(of: keepName) != nil }

    /// Removes what is left of the stack, whose supervisor has ended or will.
    package func remove() async {
        await LockWait(location).untilFree(within: Self.lockTimeout)
        await Self.remove(location)
    }

    /// Removes stacks whose owner and supervisor were both killed.
    package static func removeAbandoned(like stack: LoadedStack, _ environment: [String: String]) async {
        let folder = folder(stack, environment)
        guard let names = try? OwnedDirectory(path: folder).names() else { return }
        for name in names {
            guard (try? OwnedDirectory(path: "\(folder)/\(name)"))?.isAbandoned == true else { continue }
            var location = stack.location
            location.moveState(to: "\(folder)/\(name)", environment)
            guard !HeldLock.isHeld(location) else { continue }
            endCommand(location)
            await remove(location)
        }
    }

    private static func remove(_ location: StackLocation) async {
        guard let state = try? StateFolder(location).open(), state.root.isMarked else { return }
        // Held until everything is removed.
        var leftovers: LeftoverProcesses?
        if let run = try? state.run() {
            do { leftovers = try LeftoverProcesses(in: run) } catch { return }
            _ = try? leftovers?.end()
        }
        if let record = ProjectRecord.read(location), let client = try? EngineClient(CallerEnvironment.variables),
            client.isReachable
        {
            let removal = ProjectRemoval(
                client: client,
                project: record.projectName,
                stateDirectory: location.stateDirectory
            )
            _ = await removal.stopAndRemoveAll(removingData: true)
        }
        removeFolder(of: state)
        unlink(location.socketPath)
        withExtendedLifetime(leftovers) {}
    }

    /// Removes a marked state folder with all that services wrote into it. What is still in use is left.
    static func removeFolder(of state: OpenState) {
        guard state.root.isMarked, let slash = state.root.path.lastIndex(of: "/") else { return }
        let name = String(state.root.path[state.root.path.index(after: slash)...])
        try? OwnedDirectory(path: String(state.root.path[..<slash])).removeTree(name)
    }
}

extension StackLocation {
    /// Gives a stack of the project another state folder.
    package mutating func moveState(to folder: String, _ environment: [String: String]) {
        stateDirectory = folder
        socketPath = Self.socketPath(ofState: folder, environment)
    }
}

extension EngineClient {
    /// Whether the engine's socket is there, if it is a file.
    var isReachable: Bool {
        guard case .unix(let path) = endpoint else { return true }
        return StackLocation.exists(path)
    }
}
