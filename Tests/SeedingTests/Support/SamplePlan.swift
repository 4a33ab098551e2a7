import Foundation

@testable import Seeding

/// A plan of two firms in a folder of its own, which goes with it. Slugs are different in every test, so that tests can
/// share a server.
final class SamplePlan: Sendable {
    let plan: SeedPlan
    let firm: SeedPlan.Firm
    let other: SeedPlan.Firm

    init() throws {
        let mark = UUID().uuidString.lowercased().prefix(8)
        firm = SeedPlan.Firm(slug: "sample-\(mark)", id: UUID().uuidString, name: "Sample & Co", items: [:])
        other = SeedPlan.Firm(slug: "sample-\(mark)-west", id: UUID().uuidString, name: "Sample West", items: [:])
        plan = SeedPlan(
            hash: UUID().uuidString,
            asOf: "2026-03-16",
            scale: 1,
            firms: [firm, other],
            directory: NSTemporaryDirectory() + "cpadev-plan-\(UUID())"
        )
        for firm in plan.firms {
            try FileManager.default.createDirectory(
                atPath: "\(plan.directory)/\(firm.slug)",
                withIntermediateDirectories: true
            )
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: plan.directory) }

    func write(_ items: [some Encodable], _ file: SeedPlan.File, of firm: SeedPlan.Firm) throws {
        try SeedPlan.write(items, to: "\(plan.directory)/\(firm.slug)/\(file.name)")
    }

    /// Restores both firms.
    func restore(in store: some SeedStore) async throws {
        try await store.prepare(plan)
        _ = try await store.restoreShared(in: plan, keeping: nil)
        for firm in plan.firms { _ = try await store.restore(firm, in: plan) { _, _ in } }
    }

    /// An undo folder in the plan's.
    func undoFolder(budget: Int64 = UndoFolder.defaultBudget) throws -> UndoFolder {
        UndoFolder(try snapshotFolder(), budget: budget)
    }

    /// An empty folder in the plan's, for a snapshot.
    func snapshotFolder() throws -> String {
        let path = "\(plan.directory)/snapshot-\(UUID())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return path
    }
}
