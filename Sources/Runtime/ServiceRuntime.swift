package import ComposeModel

/// Where services run: as processes of this machine, or in containers.
///
/// A runtime does what it is told and reports what happens. When to start, stop or restart is the supervisor's
/// business alone.
package protocol ServiceRuntime: Sendable {
    var kind: RuntimeKind { get }

    /// What happens to instances, in the order in which it happened. One consumer; nothing is dropped.
    var events: AsyncStream<RuntimeEvent> { get }

    /// Whether the service can run here, and with which program. Quick: it looks, and fetches nothing.
    func availability(of launch: Launch) async -> Availability

    /// Fetches what the service lacks. `progress` receives a line for people now and then.
    func install(_ launch: Launch, progress: @escaping @Sendable (String) -> Void) async throws(RuntimeError)

    /// Starts an instance and returns once it runs. Its output goes to the service's log from the first byte on.
    /// One that an earlier supervisor left running under the same definition is taken over as it is. Never runs on the
    /// caller's actor: starting takes a while, and many start at once.
    @concurrent
    func start(_ launch: Launch) async throws(RuntimeError) -> RunningInstance

    /// Sends a stop signal to the instance: to its main process, or with `group` to the whole process group where the
    /// runtime knows one. An instance that is gone is no error.
    func signal(_ instance: InstanceID, _ signal: Signal, group: Bool) async

    /// Ends everything that the instance started, at once.
    func kill(_ instance: InstanceID) async

    /// Runs a command beside the instance, with its environment and what the command adds to that, and waits for it. As
    /// another user, or with all capabilities, it runs only where the runtime has such.
    func execute(_ command: LifecycleHook, in launch: Launch, timeout: Duration) async -> CommandOutput

    /// Whether an instance of the same definition runs already, which a start would take over as it is.
    func isRunning(_ launch: Launch) async -> Bool

    /// Runs a step of `pre_start` to its end, in surroundings of its own. Its output goes to the service's log as it comes.
    /// One whose task is cancelled is killed.
    ///
    /// - Parameters:
    ///   - step: the service's launch, with the step's definition in place of the service's.
    ///   - number: which of the service's steps it is, from 0.
    ///   - launch: what starts once all steps have succeeded.
    func runStep(_ step: Launch, number: Int, before launch: Launch) async -> CommandOutput

    /// Copies files into a running instance, and removes there what is gone here; folders are made as they are needed.
    /// Permissions are kept. What the instance itself wrote is left alone. Throws ``RuntimeError`` where a file could not
    /// be copied; others may have been by then.
    func copy(_ changes: [FileChange], into instance: InstanceID) async throws(RuntimeError) -> CopyOutcome

    /// Makes anew what an instance is started from, such as its image, also where it is there. The next start of the
    /// service uses it; a running instance goes on as it is. `progress` as with `install`.
    func rebuild(_ launch: Launch, progress: @escaping @Sendable (String) -> Void) async throws(RuntimeError)

    /// Processor time and memory of the running instances.
    func usage() async -> [InstanceID: ResourceUsage]

    /// Who holds a port of this machine, where that is one of this runtime's own instances or known to its engine.
    func portHolder(_ port: UInt16, host: String) async -> PortHolder?

    /// Another definition of the project is in force; instances that run go on as they are.
    func projectChanged(_ project: Project) async

    /// Lets go of what a service left that will not start here again: it was taken out of the file, or runs elsewhere
    /// now. Its data stays. Its instance has ended before.
    func remove(service: String) async

    /// Removes what only the running stack needed, such as networks, once every instance has ended; with
    /// `removingData` what the services wrote, too.
    /// - Returns: what could not be removed, in words.
    func tearDown(removingData: Bool) async -> [String]
}

extension ServiceRuntime {
    /// Runs a command beside the instance, as the service does.
    package func execute(_ arguments: [String], in launch: Launch, timeout: Duration) async -> CommandOutput {
        await execute(LifecycleHook(command: arguments), in: launch, timeout: timeout)
    }
    /// Whatever ran ended with its supervisor.
    package func isRunning(_ launch: Launch) async -> Bool { false }
    /// Knows of no port.
    package func portHolder(_ port: UInt16, host: String) async -> PortHolder? { nil }
    /// Needs nothing of the project.
    package func projectChanged(_ project: Project) async {}
    /// Leaves nothing behind.
    package func remove(service: String) async {}
    /// Needs nothing but its instances.
    package func tearDown(removingData: Bool) async -> [String] { [] }
}

/// Which runtime.
package enum RuntimeKind: String, Hashable, Sendable, CaseIterable {
    case native
    case docker
}

/// One start of one service. A later start of the same service has a higher generation.
package struct InstanceID: Hashable, Sendable {
    /// The service's name.
    package var service: String
    /// Higher for every later start; numbers may be left out.
    package var generation: UInt64

    /// The start of a service with this generation.
    package init(service: String, generation: UInt64) {
        self.service = service
        self.generation = generation
    }
}

/// Who holds a port.
package enum PortHolder: Hashable, Sendable {
    /// An instance of this service of the same project, which a start of it takes over or replaces.
    case service(String)
    /// Somebody else, in words: `container web-1 of project shop`.
    case other(String)
}

/// How a process ended.
package enum ExitStatus: Hashable, Sendable, CustomStringConvertible {
    case code(Int32)
    /// A signal's number.
    case signal(Int32)

    /// Whether it ended by itself with code 0.
    package var isSuccess: Bool { self == .code(0) }

    /// For people: `exit code 1`, `signal SIGKILL`.
    package var description: String {
        switch self {
        case .code(let code): "exit code \(code)"
        case .signal(let number): "signal \(Signal(number: number)?.description ?? "\(number)")"
        }
    }
}

/// The answer to whether a service can run here.
package enum Availability: Hashable, Sendable {
    /// It can; the program, where it is known.
    case available(Binary?)
    /// Not yet, but `install` would help.
    case installable(reason: String)
    case unavailable(reason: String, remedy: String?)

    /// A program, and how it differs from what the Compose file's image names.
    package struct Binary: Hashable, Sendable {
        /// Where the program is: absolute.
        package var path: String
        /// As the program or its launcher tells it; empty where it is not known.
        package var version: String
        /// How it differs from the Compose file's image; nil where no difference is known.
        package var difference: String?
        /// Folders, separated by colons, of libraries that came with it and that the system would not find.
        package var libraries: String?

        /// A program that does not differ from the Compose file's image, unless said otherwise.
        package init(path: String, version: String, difference: String? = nil, libraries: String? = nil) {
            self.path = path
            self.version = version
            self.difference = difference
            self.libraries = libraries
        }
    }
}

/// The result of a command beside a service.
package struct CommandOutput: Hashable, Sendable {
    /// How the command came to its end.
    package enum Outcome: Hashable, Sendable {
        case ended(ExitStatus)
        case timedOut
        case notStarted(reason: String)
    }

    /// How it came to its end.
    package var outcome: Outcome
    /// Standard output and standard error as they came, at most 64 KiB of each end.
    package var output: String

    /// A result; the output is empty where the command was not started.
    package init(outcome: Outcome, output: String) {
        self.outcome = outcome
        self.output = output
    }
}

/// What an instance and its descendants use.
package struct ResourceUsage: Hashable, Sendable {
    /// User and system time since the start of each process that still lives.
    package var processorTime: Duration
    /// Resident bytes; shared pages are counted once per process.
    package var memoryBytes: Int64

    /// The use of an instance at one moment; see the properties.
    package init(processorTime: Duration, memoryBytes: Int64) {
        self.processorTime = processorTime
        self.memoryBytes = memoryBytes
    }
}
