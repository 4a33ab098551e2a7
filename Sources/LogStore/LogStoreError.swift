package import SystemPackage

/// Why a log could not be opened or read. Writing never throws; see ``ServiceLog/droppedLines``.
package struct LogStoreError: Error, Sendable, Hashable {
    /// The kind of failure. More may be added.
    package struct Code: Sendable, Hashable {
        let name: String

        /// A system call failed; `cause` says how.
        package static let io = Code(name: "io")
        /// The service's name cannot be a directory's name: it is empty, or too long.
        package static let invalidName = Code(name: "invalidName")
        /// An index file contradicts itself or its segment.
        package static let damaged = Code(name: "damaged")
        /// The store is closed.
        package static let closed = Code(name: "closed")
    }

    /// What kind of failure it is.
    package var code: Code
    /// What was tried, for people.
    package var message: String
    /// The system's reason, where a call failed.
    package var cause: Errno?

    /// An error with its kind, and what was tried.
    package init(_ code: Code, _ message: String, cause: Errno? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension LogStoreError: CustomStringConvertible {
    /// The message, then the system's reason.
    package var description: String { cause.map { "\(message): \($0)" } ?? message }
}
