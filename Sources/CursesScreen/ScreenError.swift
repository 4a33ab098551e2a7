/// Why a terminal cannot be used.
package struct ScreenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package enum Code: Sendable {
        /// The process has no terminal.
        case noTerminal
        /// The terminal description (`TERM`) is unknown or lacks required capabilities.
        case unknownTerminal
        /// A system call failed.
        case system
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
