import ControlAPI
import Foundation
import Synchronization

@testable import Seeding

/// PostgreSQL for the engine's tests: remembers what it was asked, and fails where it is told to.
final class FakeRows: RowStore {
    struct State {
        var database = DatabaseState.fresh
        var templates: Set<String> = []
        /// In the order of the calls.
        var calls: [String] = []
        var lastStep: String?
        var replaced = RowReplacement(kept: .kept(bytes: 1))
        /// By the name of the call.
        var failures: [String: SeedingError] = [:]
        var drift: [String: Drift] = [:]
        var changes: [DatabaseChange] = []
        var size: Int64 = 0
        /// The firms of the next template; nil if they are those of the bench.
        var firms: [SeedPlan.Firm]?
        /// Called while rows are replaced.
        var whileReplacing: (@Sendable () async -> Void)?
    }

    let state = Mutex(State())
    /// The seeder's folder, where the plan belongs.
    private let directory: String
    private let firms: [SeedPlan.Firm]

    init(_ directory: String, _ firms: [SeedPlan.Firm]) {
        self.directory = directory
        self.firms = firms
    }

    var calls: [String] { state.withLock { $0.calls } }

    private func note(_ call: String) throws {
        let failure = state.withLock { state in
            state.calls.append(call)
            return state.failures[String(call.prefix { $0 != " " })]
        }
        if let failure { throw failure }
    }

    func recover() async throws -> [String] {
        try note("recover")
        return []
    }

    func inspect() async throws -> DatabaseState { state.withLock { $0.database } }

    func claim() async throws {
        try note("claim")
        state.withLock { $0.database = .ours(seed: nil) }
    }

    func isEmpty() async throws -> Bool { true }

    func hasTemplate(_ hash: String) async throws -> Bool { state.withLock { $0.templates.contains(hash) } }

    func buildTemplate(_ hash: String, fill: @escaping @Sendable (PostgresLink) async throws -> Void) async throws {
        try note("build")
        let folder = "\(directory)/plans/\(hash.prefix(16))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let firms = state.withLock { $0.firms } ?? firms
        var plan = SeedPlan(hash: hash, asOf: "2026-03-16", scale: 1, firms: firms, directory: folder)
        plan.stores = try? SeedSet.read(path: "\(directory)/../seeds.yaml", displayPath: "seeds.yaml").stores
        try JSONEncoder().encode(plan).write(to: URL(filePath: "\(folder)/plan.json"))
        state.withLock { _ = $0.templates.insert(hash) }
    }

    /// Replaces the rows, and remembers which step did.
    private func replace(
        _ call: String,
        _ step: RowStep?,
        _ database: DatabaseState? = nil
    ) async throws -> RowReplacement {
        try note(call)
        await state.withLock { $0.whileReplacing }?()
        state.withLock { state in
            if let database { state.database = database }
            state.lastStep = step?.id
        }
        step?.committed()
        return state.withLock { $0.replaced }
    }

    func reset(to hash: String, as step: RowStep?) async throws -> RowReplacement {
        try await replace("reset", step, .ours(seed: hash))
    }

    func reset(firm id: String, to hash: String, as step: RowStep?) async throws -> RowReplacement {
        try await replace("reset \(id)", step)
    }

    func undo(_ former: String, as step: RowStep) async throws -> RowReplacement { try await replace("undo", step) }

    func undo(_ former: String, firm id: String, as step: RowStep) async throws -> RowReplacement {
        try await replace("undo \(id)", step)
    }

    func lastStep() async throws -> String? { state.withLock { $0.lastStep } }
    func dropKept() async throws { try note("drop") }
    func dropSetAside() async throws { try note("drop set aside") }
    func reinstateSetAside() async throws -> Bool {
        try note("take back")
        return true
    }
    func dropTemplates(except hashes: Set<String>) async throws {
        state.withLock { $0.templates.formIntersection(hashes) }
    }
    func note(scans states: [String: String], of documents: SeedManifest.Documents) async throws { try note("scans") }

    func size() async throws -> Int64 { state.withLock { $0.size } }

    func drift() async throws -> DatabaseDrift {
        let (drift, failure) = state.withLock { state in
            (DatabaseDrift(firms: state.drift, changes: state.changes), state.failures["drift"])
        }
        if let failure { throw failure }
        return drift
    }
    func saveSnapshot(_ name: String) async throws { try note("save \(name)") }
    func restoreSnapshot(_ name: String, as step: RowStep?) async throws -> RowReplacement {
        try await replace("restore \(name)", step)
    }
    func deleteSnapshot(_ name: String) async throws { try note("delete \(name)") }
    func snapshots() async throws -> [String: Int64] { [:] }
}

/// A store beside PostgreSQL for the engine's tests: knows how many items of each firm it holds.
final class FakeStore: SnapshotStore {
    struct State {
        var held: [String: Int] = [:]
        var failure: SeedingError?
        /// Of measuring its drift, as of a server that has only just started.
        var lookFailure: SeedingError?
        /// Of a restore, once what it replaces was kept.
        var restoreFailure: SeedingError?
        /// The only firm whose restore fails; nil: all.
        var failing: String?
        /// Of putting back what a step replaced.
        var putBackFailure: SeedingError?
        var calls: [String] = []
        /// How often it was asked to persist what was written.
        var persisted = 0
    }

    let name: StoreName
    let state = Mutex(State())

    init(_ name: StoreName) { self.name = name }

    var calls: [String] { state.withLock { $0.calls } }

    func prepare(_ plan: SeedPlan) async throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        if let failure = state.withLock({ $0.lookFailure }) { throw failure }
        return state.withLock { Drift(removed: firm.count(in: name) - ($0.held[firm.slug] ?? 0)) }
    }

    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        let drift = try await drift(of: firm, in: plan)
        try await undo?.keep(name, firm: firm.slug, drift: drift) { _ in }
        let failure = state.withLock { ($0.failing ?? firm.slug) == firm.slug ? $0.restoreFailure : nil }
        if let failure { throw failure }
        state.withLock { state in
            state.calls.append("restore \(firm.slug)")
            state.held[firm.slug] = firm.count(in: name)
        }
        return drift
    }

    func persist() async { state.withLock { $0.persisted += 1 } }

    func save(into directory: String) async throws { state.withLock { $0.calls.append("save") } }
    func restore(from directory: String, keeping undo: UndoFolder?) async throws {
        if let failure = state.withLock({ $0.restoreFailure }) { throw failure }
        state.withLock { $0.calls.append("restore snapshot") }
    }

    func remove(firm slug: String, keeping undo: UndoFolder?) async throws -> Drift {
        let drift = Drift(added: state.withLock { $0.held[slug] ?? 0 })
        try await undo?.keep(name, firm: slug, drift: drift) { _ in }
        state.withLock { state in
            state.calls.append("remove \(slug)")
            state.held[slug] = nil
        }
        return drift
    }

    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift] {
        let failure = state.withLock { state in
            state.calls.append("put back")
            return state.putBackFailure
        }
        if let failure { throw failure }
        return [:]
    }
}

/// A scanner that finds nothing.
struct CleanScanner: FileScanner {
    func scan(file: String) async throws -> ScanResult { .clean }
}
