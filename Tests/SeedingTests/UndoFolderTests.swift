import ControlAPI
import Foundation
import Testing

@testable import Seeding

@Suite struct UndoFolderTests {
    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func partsAreReadAgainLastFirstAndAreTheOwnersAlone() async throws {
        let sample = try SamplePlan()
        let undo = try sample.undoFolder()
        let path = undo.path
        try await undo.keep(.redis, firm: "oak", drift: Drift(added: 1)) { try $0.write("a", [1, 2]) }
        try await undo.keep(.s3, firm: "oak", drift: Drift(changed: 2)) { try $0.write("a", as: ["x": 1]) }
        try await undo.keep(.redis, firm: "elm", drift: Drift(removed: 3)) { $0.note("something is lost") }
        try await undo.keep(.redis, firm: "ash", drift: .none) { _ in Issue.record("there is nothing to keep") }

        let again = UndoFolder(path)
        #expect(again.parts == undo.parts)
        #expect(again.parts.map(\.firm) == ["oak", "oak", "elm"])
        #expect(again.parts[2].notes == ["something is lost"])
        #expect(again.kept(of: .redis).map(\.firm) == ["elm", "oak"])
        #expect(try again.kept(of: .redis)[1].read("a") == [1, 2])
        #expect(try again.kept(of: .s3)[0].read([String: Int].self, from: "a") == ["x": 1])
        for name in ["redis", "redis/1"] { #expect(try mode("\(path)/\(name)") == 0o700) }
        for name in ["redis/1/a", "redis/1/part.json"] { #expect(try mode("\(path)/\(name)") == 0o600) }
    }

    @Test func whatIsLargerThanTheBudgetOfAllStoresIsNotKeptAndSaysSo() async throws {
        let sample = try SamplePlan()
        let undo = try sample.undoFolder(budget: 100)
        try await undo.keep(.redis, firm: "oak", drift: Drift(added: 1)) { try $0.reserve(60) }
        try await undo.keep(.s3, firm: "oak", drift: Drift(added: 1)) {
            try $0.write("a", [UInt8](repeating: 0, count: 60))
        }
        // What was not kept takes nothing from the budget.
        try await undo.keep(.typesense, firm: "oak", drift: Drift(added: 1)) { try $0.reserve(40) }
        let parts = UndoFolder(undo.path).parts
        #expect(parts.map { $0.reason == nil } == [true, false, true])
        #expect(undo.kept(of: .s3).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "\(undo.path)/s3/2/a"))
    }

    @Test func whatFailsWhileItIsWrittenIsNoPart() async throws {
        let sample = try SamplePlan()
        let undo = try sample.undoFolder()
        await #expect(throws: CancellationError.self) {
            try await undo.keep(.redis, firm: "oak", drift: Drift(added: 1)) {
                try $0.write("a", [1])
                throw CancellationError()
            }
        }
        #expect(undo.parts.isEmpty)
        #expect(UndoFolder(undo.path).parts.isEmpty)
    }
}
