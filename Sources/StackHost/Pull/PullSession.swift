import CLinux
import ComposeModel
import Diagnostics
import Foundations
import Glibc
package import Seeding
import StackService
import StateFiles
package import Subset

/// A pull into a stack's state. The set is written beside the stack's current one and changes places with it once it is
/// complete, so that a pull that fails or is killed changes nothing.
package struct PullSession: Sendable {
    private static let prefix = "\(PulledSet.name)."

    private let project: Project
    private let manifest: String
    private let sets: OwnedDirectory
    private let lock: HeldLock
    private let key: [UInt8]

    /// Prepares a pull, and removes what killed ones left.
    /// - Throws: if the stack has no seed data, or if another pull is running.
    package init(_ stack: LoadedStack) throws(CommandFailure) {
        guard let manifest = stack.project.settings.seeds else {
            throw CommandFailure(
                .failed,
                "the stack has no seed data, whose schema a pull needs",
                hint: "name a manifest in the Compose file: x-cpadev: { seeds: seeds/seeds.yaml }"
            )
        }
        guard let state = try StateFolder(stack.location).open() else {
            throw CommandFailure(.unavailable, "the stack was never started here", hint: "start it with: cpadev up")
        }
        let (seeds, run) = (try state.existing("seeds"), try state.existing("run"))
        let sets: OwnedDirectory
        do throws(StateFileError) {
            sets = try seeds.directory(PulledSet.sets, making: 0o700, tightensPermissions: true)
        } catch { throw CommandFailure(error) }
        do throws(CommandFailure) { lock = try HeldLock(in: sets) } catch {
            guard error.isLockHeld else { throw error }
            throw CommandFailure(.unavailable, "another pull into this stack is running", hint: "wait until it ends")
        }
        do throws(StateFileError) {
            for name in try sets.names() where name.hasPrefix(Self.prefix) { try sets.removeTree(name) }
            key = try PullKey.load(in: run)
        } catch { throw CommandFailure(error) }
        project = stack.project
        self.manifest = manifest
        self.sets = sets
    }

    /// Pulls, and makes the result the stack's pulled set. It is not loaded yet.
    /// - Parameters:
    ///   - firms: the slugs of firms in the source; empty for all.
    ///   - limit: the largest number of clients of a firm.
    ///   - rules: the absolute path of the rules; nil for those beside the manifest.
    package func run(
        from source: PullSource,
        firms: [String],
        limit: Int?,
        rules: String?,
        color: Bool,
        progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(CommandFailure) -> PullOutcome {
        let source = try resolved(source)
        let name = Self.prefix + String(UInt64.random(in: .min ... .max), radix: 36)
        let folder: OwnedDirectory
        do throws(StateFileError) { folder = try sets.directory(name, making: 0o700) } catch {
            throw CommandFailure(error)
        }
        let directory = CallerEnvironment.workingDirectory
        let rules = rules ?? "\(StackLocation.parent(manifest))/\(RuleFileReader.name)"
        let request = PullRequest(
            source: source,
            firms: firms,
            limit: limit,
            manifest: (manifest, StackLocation.relative(manifest, to: directory)),
            rules: (rules, StackLocation.relative(rules, to: directory)),
            directory: folder.descriptorPath,
            stack: project.name,
            key: key
        )
        do {
            let outcome = try await Puller(request, progress: progress).run()
            try put(name)
            return outcome
        } catch {
            // What cannot be removed now is removed by the next pull.
            try? sets.removeTree(name)
            switch error {
            case let error as SeedingError: throw CommandFailure(error, color: color)
            case let error as StateFileError: throw CommandFailure(error)
            default: throw CommandFailure(.failed, "\(error)")
            }
        }
    }

    private func resolved(_ source: PullSource) throws(CommandFailure) -> PullRequest.Source {
        switch source {
        case .address(let address): return .address(address)
        case .file(let path):
            guard let server = StackStores.postgres(in: project) else {
                throw CommandFailure(.unavailable, "the stack has no PostgreSQL to restore the dump in")
            }
            return .dump(path: path, programs: PostgresPrograms.places(of: "pg_restore"), server: server)
        }
    }

    /// Lets a folder become the pulled set.
    private func put(_ name: String) throws(StateFileError) {
        guard sets.status(of: PulledSet.name) != nil else { return try sets.rename(name, to: PulledSet.name) }
        let folder = sets.descriptorPath
        guard clinux_exchange("\(folder)/\(name)", "\(folder)/\(PulledSet.name)") == 0 else {
            throw .system(errno, "rename", "\(sets.path)/\(name)")
        }
        try sets.removeTree(name)
    }
}

extension CommandFailure {
    /// The failure of a command that works on seed data in its own process.
    package init(_ error: SeedingError, color: Bool) {
        guard error.diagnostics.isEmpty else {
            self.init(
                diagnostics: LoadedStack.render(error.diagnostics, color: color, CallerEnvironment.workingDirectory)
            )
            return
        }
        let code: CommandExit =
            switch error.code {
            case .badSeed: .badData
            case .unknownName: .usage
            case .unreachable, .busy: .unavailable
            case .cancelled: .interrupted
            default: .failed
            }
        self.init(error, as: code)
    }
}
