/// Why a terminal cannot be used.
package struct ScreenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// Its name.
        package var rawValue: String

        /// From a name.
        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The process has no terminal.
        package static let noTerminal = Code(rawValue: "no_terminal")
        /// The terminal's description (`TERM`) is unknown, or lacks what is needed.
        package static let unknownTerminal = Code(rawValue: "unknown_terminal")
        /// The system refused something.
        package static let system = Code(rawValue: "system")
    }

    /// What kind of failure it is.
    package var code: Code
    /// In words.
    package var message: String

    /// An error.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    package var description: String { message }
}
