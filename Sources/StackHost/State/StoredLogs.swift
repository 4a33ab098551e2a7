import ComposeModel
package import ControlAPI
import LogAnalysis
import LogStore
import StackService
import StateFiles
import Supervision

/// The logs of a stack that is down. Holds the stack's lock, so that no supervisor opens the files meanwhile.
package final class StoredLogs: Sendable {
    private let lock: HeldLock
    private let store: LogStore
    private let run: OwnedDirectory
    /// nil if secrets are shown.
    private let masker: SecretMasker?

    /// - Throws: exit code 69 if there are no logs yet or another process holds the lock; 65 if the Compose files,
    ///   which define the secrets, cannot be read.
    package init(_ location: StackLocation, _ source: ProjectSource, showsSecrets: Bool, color: Bool) throws {
        guard let state = try StateFolder(location).open(), let logs = try state.folder("logs") else {
            throw CommandFailure(.unavailable, "there are no logs yet", hint: "start the stack with: cpadev up")
        }
        run = try state.existing("run")
        let project =
            showsSecrets ? try? LoadedStack.load(source).project : try Self.project(source, color).project
        masker = showsSecrets ? nil : project.map { SecretMasker($0) }
        lock = try HeldLock(in: run)
        store = LogStore(directory: logs)
        if let project { store.expect(by: project) }
    }

    deinit { store.close() }

    private static func project(_ source: ProjectSource, _ color: Bool) throws(CommandFailure) -> LoadedStack {
        do { return try LoadedStack.load(source, color: color) } catch {
            var failure = error
            failure.message +=
                "hint: without these files, secrets cannot be masked; "
                + "to show the lines anyway: cpadev logs --show-secrets\n"
            throw failure
        }
    }

    package var services: [String] { store.services }

    package func batches(_ query: LogQuery) throws -> AsyncThrowingStream<PackedLogBatch, any Error> {
        let feed = LogFeed(try LogSelection(query, of: store)) { [masker] in masker }
        return AsyncThrowingStream { [self] in
            defer { withExtendedLifetime(self) {} }
            return try await feed.next()
        }
    }

    package func patterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns {
        let newest = LogStore.newestNs(store)
        let span = await HealthyPeriodRecorder(in: run, StackLocation.greenName) { newest }.lastGreen
        return try await PatternFolding(logs: store, masker: masker)
            .fold(query, newSince: newSinceGreen ? span : nil, lastGreen: span)
    }
}
