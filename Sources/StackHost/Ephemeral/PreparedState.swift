import ComposeLoader
import ComposeModel
import Diagnostics
import Foundations
import Glibc
import OrderedCollections
import Runtime
import Seeding
import StateFiles

/// A copy of a stack's initialised and seeded databases, from which stacks for one command start.
///
/// Only PostgreSQL's is kept. Making a cluster and filling it takes a second; Redis starts empty and is filled in
/// milliseconds, Typesense's data contains its port, and LocalStack keeps none.
package struct PreparedState {
    private static let postgresPort: UInt16 = 5432
    /// The copies that are kept.
    private static let most = 8

    private let folder: String
    private let name: String
    /// The services whose data is copied.
    package let services: [String]

    /// - Parameters:
    ///   - services: those that are started; empty: all.
    ///   - natives: the services that run natively; others keep their data in volumes.
    ///   - manifest: what the stores are filled with; nil: nothing.
    /// - Returns: nil if no service has data to prepare.
    /// - Throws: exit code 65 if the seed's files have errors.
    package init?(
        for stack: LoadedStack,
        services: [String],
        natives: Set<String>,
        manifest: String?,
        _ environment: [String: String]
    ) throws(CommandFailure) {
        let loaded = services.isEmpty ? stack.loaded : stack.loaded.only(services)
        self.services = loaded.project.services.values.filter { service in
            natives.contains(service.name) && service.replicas == 1
                && service.ports.contains { $0.target == Self.postgresPort }
        }.map(\.name)
        guard !self.services.isEmpty else { return nil }
        let variables = stack.project.environment.merging(environment) { $1 }
        let own = ["CPADEV_STATE_DIR", StackKey.variable]
        let settings = variables.filter { $0.key.hasPrefix("CPADEV_") && !own.contains($0.key) }
        let texts = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        do throws(SeedingError) {
            name = try SeedKey.make(
                manifest: manifest,
                texts: [stack.loaded.only(self.services).yaml(), ProgramBuild.current.description] + texts
            )
        } catch {
            guard !error.diagnostics.isEmpty else { throw CommandFailure(.badData, error.message, hint: error.remedy) }
            throw CommandFailure(
                diagnostics: LoadedStack.render(error.diagnostics, color: false, CallerEnvironment.workingDirectory)
            )
        }
        folder = CacheFolder.path(of: "prepared", variables, from: stack.location.root)
    }

    private var path: String { "\(folder)/\(name)" }

    /// Whether there is a copy.
    package var exists: Bool { (try? OwnedDirectory(path: path))?.isMarked == true }

    /// Copies the data into the state of a stack that is about to start.
    package func copy(to location: StackLocation) throws(CommandFailure) {
        let lock = try FileLock("\(folder)/lock", LOCK_SH)
        defer { withExtendedLifetime(lock) {} }
        for part in ["data", "seeds"] where FileStatus("\(path)/\(part)") != nil {
            try Self.copy("\(path)/\(part)/.", to: "\(location.stateDirectory)/\(part)")
        }
        // The newest are kept.
        utimensat(AT_FDCWD, path, nil, 0)
    }

    /// Makes the copy, unless another process has made it meanwhile.
    /// - Parameter body: starts a stack with ``services``, waits until it is filled and stops it; returns the stack, which
    ///   is then removed.
    package func make(_ body: () async throws -> EphemeralStack) async throws {
        let root = try CacheFolder.make(folder)
        let making = try await FileLock.waiting("\(folder)/\(name).lock")
        defer { withExtendedLifetime(making) {} }
        guard !exists else { return }
        let stack = try await body()
        let result = Result { () throws(CommandFailure) in try publish(stack.location) }
        await stack.remove()
        try result.get()
        removeOld(root)
    }

    /// Copies the data of a stack that does not run, and puts the copy in its place.
    private func publish(_ location: StackLocation) throws(CommandFailure) {
        let lock = try FileLock("\(folder)/lock", LOCK_EX)
        defer { withExtendedLifetime(lock) {} }
        let new = "\(path).\(getpid())"
        do throws(StateFileError) {
            let made = try OwnedDirectory(path: new, making: 0o711)
            try made.mark()
            _ = try made.directory("data", making: 0o711)
        } catch { throw CommandFailure(error) }
        for service in services where FileStatus("\(location.dataDirectory)/\(service)") != nil {
            try Self.copy("\(location.dataDirectory)/\(service)", to: "\(new)/data/")
        }
        try Self.copy("\(location.stateDirectory)/seeds", to: "\(new)/")
        unlink("\(new)/seeds/\(CreatedFolders.fileName)")
        guard rename(new, path) == 0 else {
            throw CommandFailure(.failed, "cannot make \(path): \(String(cString: strerror(errno)))")
        }
    }

    private func removeOld(_ root: OwnedDirectory) {
        let copies = ((try? root.names()) ?? []).filter { (try? root.directory($0))?.isMarked == true }
        let byAge = copies.sorted {
            (FileStatus("\(folder)/\($0)")?.modifiedNs ?? 0) > (FileStatus("\(folder)/\($1)")?.modifiedNs ?? 0)
        }
        for name in byAge.dropFirst(Self.most) {
            try? root.removeTree(name)
            unlink("\(folder)/\(name).lock")
        }
    }

    /// Copies with owners and modes; by reference where the file system can.
    private static func copy(_ source: String, to target: String) throws(CommandFailure) {
        var pid: pid_t = 0
        let words = ["cp", "--archive", "--reflink=auto", "--", source, target]
        let error = CStringArray.with(words) { posix_spawnp(&pid, "cp", nil, nil, $0, environ) }
        guard error == 0 else {
            throw CommandFailure(.failed, "cannot run cp: \(String(cString: strerror(error)))")
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw CommandFailure(.failed, "cannot copy \(source) to \(target)") }
    }
}

/// A lock on a file, until the last reference is released.
private final class FileLock: Sendable {
    private let file: Int32

    init(_ path: String, _ mode: Int32) throws(CommandFailure) {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw CommandFailure(.failed, "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        while flock(file, mode) != 0, errno == EINTR {}
    }

    deinit { close(file) }

    /// Waits on a thread of its own, since the holder may take seconds.
    static func waiting(_ path: String) async throws -> FileLock {
        try await DedicatedThread.run("lock") { () throws(CommandFailure) in try FileLock(path, LOCK_EX) }
    }
}
