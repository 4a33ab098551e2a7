package import SystemPackage

/// An error from opening or reading a log. Writing never throws; see ``ServiceLog/droppedLines``.
package struct LogStoreError: Error, Sendable, Hashable {
    /// The kind of failure. More may be added.
    package struct Code: Sendable, Hashable {
        let name: String

        /// A system call failed; see `cause`.
        package static let io = Code(name: "io")
        /// The service's name is empty, or too long for a directory name.
        package static let invalidName = Code(name: "invalidName")
        /// An index file is inconsistent with itself or its segment.
        package static let damaged = Code(name: "damaged")
        /// The store is closed.
        package static let closed = Code(name: "closed")
    }

    package var code: Code
    /// What failed, for display.
    package var message: String
    /// The error of the system call that failed.
    package var cause: Errno?

    package init(_ code: Code, _ message: String, cause: Errno? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension LogStoreError: CustomStringConvertible {
    /// The message, followed by the cause.
    package var description: String { cause.map { "\(message): \($0)" } ?? message }
}
