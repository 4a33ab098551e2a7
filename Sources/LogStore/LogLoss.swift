package import SystemPackage

/// The lines missing from a log because they could not be written.
package struct LogLoss: Sendable, Hashable {
    /// The number of lines lost since the log was opened.
    package var lines: UInt64
    /// Why lines are currently being lost; nil while writing succeeds.
    package var cause: Errno?

    package init(lines: UInt64 = 0, cause: Errno? = nil) {
        self.lines = lines
        self.cause = cause
    }
}
