/// Where services run: as processes of this machine, or in containers.
///
/// A runtime does what it is told and reports what happens. When to start, stop or restart is the supervisor's
/// business alone.
public protocol ServiceRuntime: Sendable {
    var kind: RuntimeKind { get }

    /// Exits of instances, in the order in which they happened. One consumer; nothing is dropped.
    var events: AsyncStream<RuntimeEvent> { get }

    /// Whether the service can run here, and with which program. Quick: it looks, and fetches nothing.
    func availability(of launch: Launch) async -> Availability

    /// Fetches what the service lacks. `progress` receives a line for people now and then.
    func install(_ launch: Launch, progress: @escaping @Sendable (String) -> Void) async throws(RuntimeError)

    /// Starts an instance and returns its process id once it runs. Its output goes to the service's log from the
    /// first byte on. Never runs on the caller's actor: starting takes a millisecond, and many start at once.
    @concurrent
    func start(_ launch: Launch) async throws(RuntimeError) -> Int32

    /// Sends a signal, by name with `SIG`, to the instance: to the whole process group with `group`.
    /// An instance that is gone is no error.
    func signal(_ instance: InstanceID, _ signal: String, group: Bool) async

    /// Ends everything that the instance started, at once.
    func kill(_ instance: InstanceID) async

    /// Runs a command beside the instance, with its environment, and waits for it.
    func execute(_ arguments: [String], in launch: Launch, timeout: Duration) async -> CommandOutput

    /// Processor time and memory of the running instances.
    func usage() async -> [InstanceID: ResourceUsage]
}

/// Which runtime.
public enum RuntimeKind: String, Hashable, Sendable, CaseIterable {
    case native
    case docker
}

/// One start of one service. A later start of the same service has a higher generation.
public struct InstanceID: Hashable, Sendable {
    /// The service's name.
    public var service: String
    /// Higher for every later start; numbers may be left out.
    public var generation: UInt64

    /// The start of a service with this generation.
    public init(service: String, generation: UInt64) {
        self.service = service
        self.generation = generation
    }
}

/// What a runtime tells unasked.
public enum RuntimeEvent: Hashable, Sendable {
    case exited(InstanceID, ExitStatus)
}

/// How a process ended.
public enum ExitStatus: Hashable, Sendable, CustomStringConvertible {
    case code(Int32)
    /// A signal's number.
    case signal(Int32)

    /// Whether it ended by itself with code 0.
    public var isSuccess: Bool { self == .code(0) }

    /// For people: `exit code 1`, `signal SIGKILL`.
    public var description: String {
        switch self {
        case .code(let code): "exit code \(code)"
        case .signal(let number): "signal \(SignalName.name(of: number))"
        }
    }
}

/// The answer to whether a service can run here.
public enum Availability: Hashable, Sendable {
    /// It can; the program, where it is known.
    case available(Binary?)
    /// Not yet, but `install` would help.
    case installable(reason: String)
    case unavailable(reason: String, remedy: String?)

    /// A program, and how it differs from what the Compose file's image names.
    public struct Binary: Hashable, Sendable {
        /// Where the program is: absolute.
        public var path: String
        /// As the program or its launcher tells it; empty where it is not known.
        public var version: String
        /// How it differs from the Compose file's image; nil where no difference is known.
        public var difference: String?

        /// A program that does not differ from the Compose file's image, unless said otherwise.
        public init(path: String, version: String, difference: String? = nil) {
            self.path = path
            self.version = version
            self.difference = difference
        }
    }
}

/// The result of a command beside a service.
public struct CommandOutput: Hashable, Sendable {
    /// How the command came to its end.
    public enum Outcome: Hashable, Sendable {
        case ended(ExitStatus)
        case timedOut
        case notStarted(reason: String)
    }

    /// How it came to its end.
    public var outcome: Outcome
    /// Standard output and standard error as they came, at most 64 KiB of each end.
    public var output: String

    /// A result; the output is empty where the command was not started.
    public init(outcome: Outcome, output: String) {
        self.outcome = outcome
        self.output = output
    }
}

/// What an instance and its descendants use.
public struct ResourceUsage: Hashable, Sendable {
    /// User and system time since the start of each process that still lives.
    public var processorTime: Duration
    /// Resident bytes; shared pages are counted once per process.
    public var memoryBytes: Int64

    /// The use of an instance at one moment; see the properties.
    public init(processorTime: Duration, memoryBytes: Int64) {
        self.processorTime = processorTime
        self.memoryBytes = memoryBytes
    }
}

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
