import FoundationEssentials
import Synchronization

/// Keeps what one operation on the data replaces in the stores beside Postgres, so that it can be undone.
///
/// A folder has a part for each store's share of each firm, in the order in which they were begun:
/// `<path>/<store>/<number>/`, with `part.json` and files in the store's own form. A part is written, and `part.json`
/// last, before anything in the store is changed; a part without it is none. Files are of mode 0600, folders 0700.
final class UndoFolder: Sendable {
    /// One store's share of an operation.
    struct Part: Hashable, Sendable, Codable {
        var store: StoreName
        /// The firm's slug; empty for what belongs to no firm alone.
        var firm: String
        /// What the operation does away with: what it found added, changed and removed.
        var drift: Drift
        /// Bytes on disk.
        var size: Int64 = 0
        /// Why it was not kept, for people; nil where it was.
        var reason: String?
        /// What cannot come back although the part was kept, for people.
        var notes: [String] = []
    }

    private struct State {
        var used: Int64 = 0
        var last = 0
        var parts: [Int: Part] = [:]
    }

    /// All parts together take no more than this, in bytes.
    static let defaultBudget: Int64 = 512 << 20

    /// Of a folder that exists.
    let path: String
    private let budget: Int64
    /// Nothing may be replaced before it opens; nil where it may at once.
    private let gate: Gate?
    private let state: Mutex<State>

    /// The folder at a path, with the parts that are in it.
    /// - Parameter budget: in bytes, for all stores together, those included that are there.
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

    /// All parts, in the order in which they were begun, those included that were not kept.
    var parts: [Part] { state.withLock { state in state.parts.sorted { $0.key < $1.key }.map(\.value) } }

    /// A store's parts that were kept, the last one first: the order in which to put them back.
    func kept(of store: StoreName) -> [UndoPart] {
        let found = state.withLock { $0.parts.filter { $0.value.store == store && $0.value.reason == nil } }
        return found.sorted { $0.key > $1.key }.map { UndoPart($0.value, directory: directory(store, $0.key)) }
    }

    /// Begins a part, lets `body` write it, and completes it. Returns once the store may be changed, and must do so
    /// before it is.
    ///
    /// A part for which there is no room is marked as not kept, which is no error. What else `body` throws is thrown,
    /// and leaves no part.
    /// - Parameter drift: what is about to be replaced. Where that is nothing there is no part.
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
            // What is told does not depend on whether there is room for the note.
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

    /// Forgets the parts of a store: what they hold is back.
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
                return UndoPart.NoRoom(reason: "it takes more than the \(budget >> 20) MiB that are kept for an undo")
            }
            state.used += bytes
            return nil
        }
    }

    private func directory(_ store: StoreName, _ number: Int) -> String { "\(path)/\(store.rawValue)/\(number)" }
}
