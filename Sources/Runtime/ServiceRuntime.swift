package import ComposeModel

/// An environment in which services run: native processes, or containers.
///
/// A runtime carries out operations and reports events. Only the supervisor decides when to start, stop or restart.
package protocol ServiceRuntime: Sendable {
    var kind: RuntimeKind { get }

    /// The events of instances, in order. One consumer; no event is dropped.
    var events: AsyncStream<RuntimeEvent> { get }

    /// Returns whether the service can run here, and with which program. Fast; fetches nothing.
    func availability(of launch: Launch) async -> Availability

    /// Installs what the service lacks. `progress` receives occasional status lines for the user.
    func install(_ launch: Launch, progress: @escaping @Sendable (String) -> Void) async throws(RuntimeError)

    /// Starts an instance and returns once it is running. All of its output goes to the service's log. An instance that
    /// an earlier supervisor left running with the same definition is taken over unchanged. Never runs on the caller's
    /// actor, because starting takes a while and many instances start concurrently.
    @concurrent
    func start(_ launch: Launch) async throws(RuntimeError) -> RunningInstance

    /// Sends a stop signal to the instance: to its main process, or with `group` to its process group if the runtime has
    /// one. Has no effect if the instance is gone.
    func signal(_ instance: InstanceID, _ signal: Signal, group: Bool) async

    /// Kills all processes of the instance at once.
    func kill(_ instance: InstanceID) async

    /// Runs a command alongside the instance and waits for it. Its environment is the instance's plus the command's own.
    /// Another user or all capabilities are honored only if the runtime supports them.
    func execute(_ command: LifecycleHook, in launch: Launch, timeout: Duration) async -> CommandOutput

    /// Returns whether an instance with the same definition is already running, which a start would take over.
    func isRunning(_ launch: Launch) async -> Bool

    /// Returns whether the instance's main process has exited. The event follows once nothing of the instance is left, and
    /// meanwhile what is left of it may answer probes.
    func hasExited(_ instance: InstanceID) -> Bool

    /// Runs a `pre_start` step to its end in an environment of its own. Its output goes to the service's log as it
    /// arrives. Cancelling the task kills the step.
    ///
    /// - Parameters:
    ///   - step: the service's launch with the step's definition in place of the service's.
    ///   - number: the index of the step, from 0.
    ///   - launch: the launch that follows once all steps have succeeded.
    func runStep(_ step: Launch, number: Int, before launch: Launch) async -> CommandOutput

    /// Copies files into a running instance and removes those that are gone here, creating folders as needed. Keeps
    /// permissions. Leaves files that the instance itself wrote alone. Throws ``RuntimeError`` if a file cannot be copied;
    /// other files may have been copied by then.
    func copy(_ changes: [FileChange], into instance: InstanceID) async throws(RuntimeError) -> CopyOutcome

    /// Rebuilds what an instance is started from, such as its image, even if it is present. The next start uses it; a
    /// running instance is not affected. `progress` is as for `install`.
    func rebuild(_ launch: Launch, progress: @escaping @Sendable (String) -> Void) async throws(RuntimeError)

    /// Returns CPU time and memory of the running instances.
    func usage() async -> [InstanceID: ResourceUsage]

    /// Returns the holder of a port of this machine, if it is an instance of this runtime or known to its engine.
    func portHolder(_ port: UInt16, host: String) async -> PortHolder?

    /// Returns who listens on a port of a running instance in its place, for the user; nil if it does so itself or that
    /// cannot be decided.
    func foreignHolder(of port: UInt16, host: String, besides instance: InstanceID) async -> String?

    /// The definition of the project has changed. Running instances are not affected.
    func projectChanged(_ project: Project) async

    /// Removes what is left of a service that will not start here again, because it was removed from the file or moved to
    /// another runtime. Its data is kept. Its instance has already ended.
    func remove(service: String) async

    /// Removes what only the running stack needed, such as networks, after every instance has ended. With `removingData`,
    /// removes the services' data as well.
    /// - Returns: a message for each object that could not be removed.
    func tearDown(removingData: Bool) async -> [String]
}

extension ServiceRuntime {
    /// Runs a command alongside the instance, with the service's settings.
    package func execute(_ arguments: [String], in launch: Launch, timeout: Duration) async -> CommandOutput {
        await execute(LifecycleHook(command: arguments), in: launch, timeout: timeout)
    }
    /// The default: instances do not outlive their supervisor.
    package func isRunning(_ launch: Launch) async -> Bool { false }
    /// The default: the event is emitted at once.
    package func hasExited(_ instance: InstanceID) -> Bool { false }
    package func portHolder(_ port: UInt16, host: String) async -> PortHolder? { nil }
    /// The default: the runtime itself publishes the ports of its instances.
    package func foreignHolder(of port: UInt16, host: String, besides instance: InstanceID) async -> String? { nil }
    package func projectChanged(_ project: Project) async {}
    package func remove(service: String) async {}
    package func tearDown(removingData: Bool) async -> [String] { [] }
}

/// The kind of a runtime.
package enum RuntimeKind: String, Hashable, Sendable, CaseIterable {
    case native
    case docker
}

/// A start of a service. Later starts of the same service have higher generations.
package struct InstanceID: Hashable, Sendable {
    package var service: String
    /// Increases with every start; numbers may be skipped.
    package var generation: UInt64

    package init(service: String, generation: UInt64) {
        self.service = service
        self.generation = generation
    }
}

/// The holder of a port.
package enum PortHolder: Hashable, Sendable {
    /// An instance of this service in the same project, which a start takes over or replaces.
    case service(String)
    /// Any other holder, as text: `container web-1 of project shop`.
    case other(String)

    /// The holder as text, as in "the port is taken by …".
    package var words: String {
        switch self {
        case .service(let name): "service \(name) of this stack"
        case .other(let words): words
        }
    }

    /// How to free the port.
    package var remedy: String {
        switch self {
        case .service(let name): "stop it with 'cpadev stop \(name)', or choose another port for one of them"
        case .other: "end that process, or choose another port in .env (see .env.example)"
        }
    }
}

/// How a process ended.
package enum ExitStatus: Hashable, Sendable, CustomStringConvertible {
    case code(Int32)
    /// A signal's number.
    case signal(Int32)

    /// Whether it exited with code 0.
    package var isSuccess: Bool { self == .code(0) }

    /// The status as text: `exit code 1`, `signal SIGKILL`.
    package var description: String {
        switch self {
        case .code(let code): "exit code \(code)"
        case .signal(let number): "signal \(Signal(number: number)?.description ?? "\(number)")"
        }
    }
}

/// Whether a service can run in a runtime.
package enum Availability: Hashable, Sendable {
    /// It can run, with this program if known.
    case available(Binary?)
    /// It can run after `install`.
    case installable(reason: String)
    case unavailable(reason: String, remedy: String?)

    /// A program, and how it differs from what the Compose file's image names.
    package struct Binary: Hashable, Sendable {
        /// The absolute path of the program.
        package var path: String
        /// The version reported by the program or its launcher; empty if unknown.
        package var version: String
        /// How it differs from the Compose file's image; nil if no difference is known.
        package var difference: String?
        /// Colon-separated folders of bundled libraries that the system would not find.
        package var libraries: String?

        package init(path: String, version: String, difference: String? = nil, libraries: String? = nil) {
            self.path = path
            self.version = version
            self.difference = difference
            self.libraries = libraries
        }
    }
}

/// The result of a command that ran alongside a service.
package struct CommandOutput: Hashable, Sendable {
    /// How a command ended.
    package enum Outcome: Hashable, Sendable {
        case ended(ExitStatus)
        case timedOut
        case notStarted(reason: String)
    }

    package var outcome: Outcome
    /// Standard output and standard error, interleaved as they arrived; at most 64 KiB of each end.
    package var output: String

    /// Creates a result; the output is empty if the command was not started.
    package init(outcome: Outcome, output: String) {
        self.outcome = outcome
        self.output = output
    }
}

/// The resource usage of an instance and its descendants.
package struct ResourceUsage: Hashable, Sendable {
    /// User and system time of all live processes since each started.
    package var processorTime: Duration
    /// Resident memory; shared pages are counted once per process.
    package var memoryBytes: Int64

    package init(processorTime: Duration, memoryBytes: Int64) {
        self.processorTime = processorTime
        self.memoryBytes = memoryBytes
    }
}
