import Diagnostics
package import SystemPackage

/// An error from opening or reading a log. Writing never throws; see ``ServiceLog/droppedLines``.
package struct LogStoreError: Failure {
    package enum Code: Sendable {
        /// A system call failed; see `cause`.
        case io
        /// The service's name is empty, or too long for a directory name.
        case invalidName
        /// An index file is inconsistent with itself or its segment.
        case damaged
        /// The store is closed.
        case closed
    }

    package var code: Code
    package var message: String
    package var remedy: String? { nil }
    /// The error of the system call that failed.
    package var cause: Errno?

    init(_ code: Code, _ message: String, cause: Errno? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message, followed by the cause.
    package var description: String { cause.map { "\(message): \($0)" } ?? message }
}
