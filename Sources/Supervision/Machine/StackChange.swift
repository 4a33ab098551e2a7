/// A numbered change of the stack.
package struct StackChange: Hashable, Sendable {
    /// What changed, with its new value.
    package enum Payload: Hashable, Sendable {
        case service(ServiceReport)
        case removed(service: String)
        case notice(Notice)
        case started(StartupReport)
        case shuttingDown
    }

    /// A line for users.
    package struct Notice: Hashable, Sendable {
        package enum Level: String, Sendable {
            case info
            case warning
            case error
        }

        package var level: Level
        /// The service that it is about; nil for the whole stack.
        package var service: String?
        /// The line, without a newline.
        package var message: String

        package init(_ level: Level, service: String? = nil, _ message: String) {
            self.level = level
            self.service = service
            self.message = message
        }
    }

    /// Its number, one more than that of the change before.
    package var sequence: UInt64
    /// Nanoseconds since 1970.
    package var timeNs: Int64
    package var payload: Payload
}

/// The newest changes, with which a client resumes after a disconnect. Memory is bounded: the oldest are dropped.
struct ChangeJournal {
    private static let capacity = 2048
    private var changes: [StackChange] = []
    private(set) var lastSequence: UInt64

    /// Numbers start with the time in microseconds, so that a number from an earlier supervisor is always older than
    /// what is kept and leads to a fresh snapshot.
    init(startingAt timeNs: Int64) { lastSequence = UInt64(max(0, timeNs / 1000)) }

    mutating func append(_ payload: StackChange.Payload, at timeNs: Int64) {
        lastSequence += 1
        changes.append(StackChange(sequence: lastSequence, timeNs: timeNs, payload: payload))
        if changes.count >= 2 * Self.capacity { changes.removeFirst(changes.count - Self.capacity) }
    }

    /// Returns at most `count` of the newest, oldest first.
    func newest(_ count: Int) -> ArraySlice<StackChange> { changes.suffix(max(0, count)) }

    /// Returns the changes after `sequence`; nil if some of them are no longer kept, or never were.
    func changes(after sequence: UInt64) -> ArraySlice<StackChange>? {
        if sequence == lastSequence { return [] }
        // The upper bound comes first: a client may send any number, the largest included.
        guard sequence < lastSequence, let first = changes.first, sequence + 1 >= first.sequence else { return nil }
        return changes[Int(sequence + 1 - first.sequence)...]
    }
}
