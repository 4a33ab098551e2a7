public import SystemPackage

/// Why a log could not be opened or read. Writing never throws; see ``ServiceLog/droppedLines``.
public struct LogStoreError: Error, Sendable, Hashable {
    /// The kind of failure. More may be added.
    public struct Code: Sendable, Hashable {
        let name: String

        /// A system call failed; `cause` says how.
        public static let io = Code(name: "io")
        /// The service's name cannot be a directory's name: it is empty, or too long.
        public static let invalidName = Code(name: "invalidName")
        /// An index file contradicts itself or its segment.
        public static let damaged = Code(name: "damaged")
        /// The store is closed.
        public static let closed = Code(name: "closed")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What was tried, for people.
    public var message: String
    /// The system's reason, where a call failed.
    public var cause: Errno?

    /// An error with its kind, and what was tried.
    public init(_ code: Code, _ message: String, cause: Errno? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension LogStoreError: CustomStringConvertible {
    /// The message, then the system's reason.
    public var description: String { cause.map { "\(message): \($0)" } ?? message }
}
