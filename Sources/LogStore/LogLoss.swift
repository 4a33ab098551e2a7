package import SystemPackage

/// What a log lacks because it could not be written.
package struct LogLoss: Sendable, Hashable {
    /// How many lines, since the log was opened.
    package var lines: UInt64
    /// Why lines are being left out at the moment; nil while they are written.
    package var cause: Errno?

    /// Nothing, unless said otherwise.
    package init(lines: UInt64 = 0, cause: Errno? = nil) {
        self.lines = lines
        self.cause = cause
    }
}
