import FoundationEssentials
import Synchronization

/// A small file in which a store keeps, between runs, facts that the server does not report. Losing the file is
/// harmless: the store then falls back to full comparisons.
final class PersistentMemory<Value: Hashable & Sendable & Codable>: Sendable {
    private let path: String?
    private let values: Mutex<[String: Value]>

    /// - Parameter path: nil to keep the values in memory only.
    init(_ path: String?) {
        self.path = path
        let data = path.flatMap { try? WholeFile.read($0) }
        let known = data.flatMap { try? JSONDecoder().decode([String: Value].self, from: $0) }
        values = Mutex(known ?? [:])
    }

    subscript(key: String) -> Value? { values.withLock { $0[key] } }

    /// All values, for bulk lookups.
    var all: [String: Value] { values.withLock { $0 } }

    /// Updates the values, and rewrites the file if they changed.
    func update(_ change: (inout [String: Value]) -> Void) {
        values.withLock { values in
            let before = values
            change(&values)
            guard values != before, let path else { return }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try? encoder.encode(values).write(to: URL(filePath: path), options: .atomic)
        }
    }
}
