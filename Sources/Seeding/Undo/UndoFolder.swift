import FoundationEssentials
import Synchronization

/// Keeps what one operation replaces in the stores other than Postgres, so that it can be undone.
///
/// There is one part for each store's share of each firm, numbered in the order in which they were begun:
/// `<path>/<store>/<number>/`, with `part.json` and files in a store-specific format. A part is complete before the
/// store is changed. `part.json` is written last; a folder without it is not a part. Files have mode 0600, folders
/// 0700.
final class UndoFolder: Sendable {
    /// One store's share of an operation.
    struct Part: Hashable, Sendable, Codable {
        var store: StoreName
        /// The firm's slug; empty for items of no single firm.
        var firm: String
        /// What the operation replaces: the items that it found added, changed and removed.
        var drift: Drift
        /// The size on disk, in bytes.
        var size: Int64 = 0
        /// Why the part was not kept, for users; nil if it was.
        var reason: String?
        /// What cannot be restored although the part was kept, for users.
        var notes: [String] = []
    }

    private struct State {
        var used: Int64 = 0
        var last = 0
        var parts: [Int: Part] = [:]
    }

    /// The default limit on the size of all parts together, in bytes.
    static let defaultBudget: Int64 = 512 << 20

    /// The path of an existing folder.
    let path: String
    private let budget: Int64
    /// The gate that must open before anything is replaced; nil if nothing needs to wait.
    private let gate: Gate?
    private let state: Mutex<State>

    /// Opens the folder at a path, with the parts already in it.
    /// - Parameter budget: for all stores together, in bytes. Existing parts count.
    init(_ path: String, budget: Int64 = UndoFolder.defaultBudget, gate: Gate? = nil) {
        self.path = path
        self.budget = budget
        self.gate = gate
        var found = State()
        for store in StoreName.allCases {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(store.rawValue)")) ?? []
            for name in names {
                guard let number = Int(name) else { continue }
                found.last = max(found.last, number)
                guard let data = try? WholeFile.read("\(path)/\(store.rawValue)/\(name)/part.json"),
                    let part = try? JSONDecoder().decode(Part.self, from: data)
                else { continue }
                found.parts[number] = part
                found.used += part.size
            }
        }
        state = Mutex(found)
    }

    /// All parts in the order in which they were begun, including those that were not kept.
    var parts: [Part] { state.withLock { state in state.parts.sorted { $0.key < $1.key }.map(\.value) } }

    /// Returns a store's kept parts, newest first: the order in which to put them back.
    func kept(of store: StoreName) -> [UndoPart] {
        let found = state.withLock { $0.parts.filter { $0.value.store == store && $0.value.reason == nil } }
        return found.sorted { $0.key > $1.key }.map { UndoPart($0.value, directory: directory(store, $0.key)) }
    }

    /// Begins a part, lets `body` write it, and completes it. The caller must not change the store before this returns.
    ///
    /// A part that does not fit is marked as not kept. Any other error of `body` is rethrown and leaves no part.
    /// - Parameter drift: what is about to be replaced. No part is created if there is no drift.
    func keep(
        _ store: StoreName,
        firm: String,
        drift: Drift,
        _ body: (UndoPart.Writer) async throws -> Void
    ) async throws {
        guard drift != .none else { return }
        var part = Part(store: store, firm: firm, drift: drift)
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        let directory = directory(store, number)
        let writer = UndoPart.Writer(directory: directory) { self.reserve($0) }
        do {
            try UndoFile.makeFolder("\(path)/\(store.rawValue)")
            try UndoFile.makeFolder(directory)
            try await body(writer)
            part.size = writer.size
            part.notes = writer.notes
            try UndoFile.write(Array(try JSONEncoder().encode(part)), to: "\(directory)/part.json")
        } catch let error as UndoPart.NoRoom {
            discard(directory, writer)
            part.reason = error.reason
            // The part is reported even if there is no room for this file.
            try? UndoFile.makeFolder(directory)
            if let data = try? JSONEncoder().encode(part) {
                try? UndoFile.write(Array(data), to: "\(directory)/part.json")
            }
        } catch {
            discard(directory, writer)
            throw error
        }
        state.withLock { $0.parts[number] = part }
        try await gate?.pass()
    }

    /// Removes the parts of a store once they have been used.
    func forget(_ store: StoreName) {
        state.withLock { state in
            for (number, part) in state.parts where part.store == store {
                state.parts[number] = nil
                state.used -= part.size
            }
        }
        try? FileManager.default.removeItem(atPath: "\(path)/\(store.rawValue)")
    }

    private func discard(_ directory: String, _ writer: UndoPart.Writer) {
        try? FileManager.default.removeItem(atPath: directory)
        state.withLock { $0.used -= writer.size }
    }

    private func reserve(_ bytes: Int64) -> UndoPart.NoRoom? {
        state.withLock { state in
            guard state.used + bytes <= budget else {
                return UndoPart.NoRoom(reason: "it exceeds the \(budget >> 20) MiB that are kept for undo")
            }
            state.used += bytes
            return nil
        }
    }

    private func directory(_ store: StoreName, _ number: Int) -> String { "\(path)/\(store.rawValue)/\(number)" }
}
