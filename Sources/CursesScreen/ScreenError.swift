/// Why a terminal cannot be used.
package struct ScreenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package var rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The process has no terminal.
        package static let noTerminal = Code(rawValue: "no_terminal")
        /// The terminal description (`TERM`) is unknown or lacks required capabilities.
        package static let unknownTerminal = Code(rawValue: "unknown_terminal")
        /// A system call failed.
        package static let system = Code(rawValue: "system")
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
