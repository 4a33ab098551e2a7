/// What a command to the supervisor can be refused for.
public struct SupervisorError: Error, Hashable, Sendable {
    public struct Code: Hashable, Sendable {
        private var rawValue: String

        public static let unknownService = Code(rawValue: "unknown-service")
        /// The Compose file cannot be read now; the stack goes on as it was.
        public static let invalidProject = Code(rawValue: "invalid-project")
        /// Somebody else listens on a port of the stack.
        public static let portTaken = Code(rawValue: "port-taken")
        public static let shuttingDown = Code(rawValue: "shutting-down")
    }

    public var code: Code
    public var message: String
    public var remedy: String?

    public init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
