import FoundationEssentials
import Synchronization

/// A small file in which a store remembers, from one run to the next, what the server itself does not tell. Losing it
/// does no harm: all is compared the long way then.
final class KeptMemory<Value: Hashable & Sendable & Codable>: Sendable {
    private let path: String?
    private let values: Mutex<[String: Value]>

    /// - Parameter path: nil for one that lasts as long as the process.
    init(_ path: String?) {
        self.path = path
        let data = path.flatMap { try? WholeFile.read($0) }
        let known = data.flatMap { try? JSONDecoder().decode([String: Value].self, from: $0) }
        values = Mutex(known ?? [:])
    }

    subscript(key: String) -> Value? { values.withLock { $0[key] } }

    /// All values, to look many of them up.
    var all: [String: Value] { values.withLock { $0 } }

    /// Changes values, and the file where that makes a difference.
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
