/// Why a terminal cannot be used.
public struct ScreenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// Its name.
        public var rawValue: String

        /// From a name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The process has no terminal.
        public static let noTerminal = Code(rawValue: "no_terminal")
        /// The terminal's description (`TERM`) is unknown, or lacks what is needed.
        public static let unknownTerminal = Code(rawValue: "unknown_terminal")
        /// The system refused something.
        public static let system = Code(rawValue: "system")
    }

    /// What kind of failure it is.
    public var code: Code
    /// In words.
    public var message: String

    /// An error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
