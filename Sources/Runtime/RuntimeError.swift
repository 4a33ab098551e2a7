/// What a runtime throws.
public struct RuntimeError: Error, Hashable, Sendable {
    /// A stable name for a kind of failure. Callers match this, never the message.
    public struct Code: Hashable, Sendable {
        private var rawValue: String

        /// A program is absent or cannot be executed.
        public static let cannotExecute = Code(rawValue: "cannot-execute")
        /// Fetching what a service needs failed.
        public static let installFailed = Code(rawValue: "install-failed")
        /// A folder of the service cannot be made or written.
        public static let stateUnwritable = Code(rawValue: "state-unwritable")
        /// The system refused a resource.
        public static let systemCall = Code(rawValue: "system-call")
        /// The engine does not answer, so nothing is known of the instance.
        public static let unreachable = Code(rawValue: "unreachable")
        /// The engine refused what it was asked for.
        public static let refused = Code(rawValue: "refused")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What went wrong, for people: in lower case, without a full stop.
    public var message: String
    /// What to do about it; nil where there is nothing to advise.
    public var remedy: String?

    /// An error with a message for people, and a remedy where there is one.
    public init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
