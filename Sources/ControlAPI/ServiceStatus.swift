package import FoundationEssentials

/// What the supervisor knows of one service, as it goes over the socket and as `status --json` prints it.
///
/// Keys are snake case in JSON; see ``ControlCoding``.
package struct ServiceStatus: Hashable, Sendable, Codable, Identifiable {
    /// Where a service is in its life. The states are explained at `Supervision.ServiceStateMachine`.
    package enum State: String, Sendable, Codable, CaseIterable {
        case waiting
        case preparing
        case starting
        case running
        /// Its container was frozen by somebody outside of cpadev.
        case paused
        /// The engine that runs its container does not answer, so nothing is known of it.
        case unreachable
        case stopping
        case stopped
        case backoff
        case gaveUp = "gave_up"
        case failed
        case skipped
        case unavailable
        case completed
    }

    /// What the probes say while a service runs.
    package enum Health: String, Sendable, Codable, CaseIterable {
        case starting
        case healthy
        case unhealthy
        /// No probe is configured, and it has run for a short while, which is all that is known. Until then: starting.
        case none
    }

    /// A port of the service and the host's address that reaches it.
    package struct PortBinding: Hashable, Sendable, Codable {
        /// The address to connect to from this machine.
        package var host: String
        /// The port on that address.
        package var published: UInt16
        /// The port inside the service, as the Compose file has it.
        package var target: UInt16

        /// A binding of the service's port `target` to `host:published`.
        package init(host: String, published: UInt16, target: UInt16) {
            self.host = host
            self.published = published
            self.target = target
        }
    }

    /// The last answer of the probe.
    package struct ProbeReport: Hashable, Sendable, Codable {
        /// Which protocol was asked, such as `postgres` or `http`.
        package var kind: String
        /// How long the answer took, in milliseconds.
        package var latencyMs: Double
        /// What the service said, or what went wrong.
        package var message: String
        /// Whether the service was ready.
        package var succeeded: Bool
        /// When the answer came; whole seconds once it has gone over the socket.
        package var at: Date

        /// An answer of a probe; see the properties.
        package init(kind: String, latencyMs: Double, message: String, succeeded: Bool, at: Date) {
            self.kind = kind
            self.latencyMs = latencyMs
            self.message = message
            self.succeeded = succeeded
            self.at = at
        }
    }

    /// The program that runs.
    package struct Binary: Hashable, Sendable, Codable {
        /// Where the program is: absolute.
        package var path: String
        /// As the program or its launcher tells it; empty where it is not known.
        package var version: String
        /// How it differs from the image in the Compose file, or nil.
        package var difference: String?

        /// A program that does not differ from the Compose file's image, unless said otherwise.
        package init(path: String, version: String, difference: String? = nil) {
            self.path = path
            self.version = version
            self.difference = difference
        }
    }

    /// The container that it runs in.
    package struct Container: Hashable, Sendable, Codable {
        /// The engine's id: 64 hexadecimal digits.
        package var id: String
        /// Its name, such as `cpa-platform-postgres-1`.
        package var name: String

        /// A container by its id and name.
        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// A service that this one waits for.
    package struct DependencyStatus: Hashable, Sendable, Codable {
        /// The name of the service that is waited for.
        package var service: String
        /// The Compose condition, such as `service_healthy`.
        package var condition: String
        /// Whether this one cannot start without it.
        package var required: Bool
        /// Whether the condition holds now.
        package var satisfied: Bool

        /// A dependency as it stands now; see the properties.
        package init(service: String, condition: String, required: Bool, satisfied: Bool) {
            self.service = service
            self.condition = condition
            self.required = required
            self.satisfied = satisfied
        }
    }

    /// The name, which is unique in the stack.
    package var id: String { name }
    /// The service's key in the Compose file.
    package var name: String
    /// Where it is in its life.
    package var state: State
    /// nil while the service does not run.
    package var health: Health?
    /// `native` or `docker`; nil where none could be chosen.
    package var runtime: String?
    /// The main process of the running instance; nil while none runs, or another service's process serves it.
    package var pid: Int32?
    /// Its TCP ports, with the host's ports that were settled on.
    package var ports: [PortBinding]
    /// Restarts by policy since the service was last started on request.
    package var restarts: Int
    /// Whole seconds since the running instance was started; nil while none runs.
    package var uptimeS: Int?
    /// When the running instance was started.
    package var startedAt: Date?
    /// Why it is in this state, where that is not plain.
    package var reason: String?
    /// What to do about it.
    package var remedy: String?
    /// nil until a probe of the running instance has answered.
    package var probe: ProbeReport?
    /// The program that runs, or would; nil where it is not known.
    package var binary: Binary?
    /// The container of the running instance; nil where it is a process of this machine.
    package var container: Container?
    /// How the last instance ended: `exit code 1`, `signal SIGKILL`.
    package var lastExit: String?
    /// The signal that it is stopped with, by its name.
    package var stopSignal: String?
    /// Another service whose process serves this one.
    package var providedBy: String?
    /// The service of which it is a further replica; nil for the first.
    package var replicaOf: String?
    /// The image that the Compose file names; nil where it names none.
    package var image: String?
    /// What `cpadev open` shows in a browser; nil where the Compose file names nothing.
    package var open: String?
    /// Services that this one waits for.
    package var dependencies: [DependencyStatus]
    /// Services that wait for this one.
    package var dependents: [String]
    /// Unavailable dependencies that are not required, for want of which it works in part only.
    package var degradedBy: [String]
    /// Lines of its log that could not be written, since the supervisor was started.
    package var droppedLines: Int
    /// Why lines of its log are being dropped at the moment, such as a full disk; nil while they are written.
    package var logProblem: String?

    /// A service in a state, of which nothing else is known.
    package init(name: String, state: State) {
        self.name = name
        self.state = state
        ports = []
        restarts = 0
        dependencies = []
        dependents = []
        degradedBy = []
        droppedLines = 0
    }

    /// Whether a person who names this service means this one, too: it is the one, or a replica of it.
    package func isMeant(by name: String) -> Bool { self.name == name || replicaOf == name }

    /// How the last instance ended, where that says more than that it was stopped: `exit code 3`, `killed after its grace
    /// period`. nil where it ended well or by its own stop signal.
    package var notableExit: String? {
        guard let lastExit, lastExit != "exit code 0", lastExit != stopSignal.map({ "signal \($0)" }) else {
            return nil
        }
        return lastExit == "signal SIGKILL" ? "killed after its grace period" : lastExit
    }

    /// Running and, where there is a probe, healthy; or ended as it should.
    package var isReady: Bool {
        switch state {
        case .running: health == .healthy || health == ServiceStatus.Health.none
        case .completed: true
        case .waiting, .preparing, .starting, .paused, .unreachable, .stopping, .stopped, .backoff, .gaveUp, .failed,
            .skipped, .unavailable:
            false
        }
    }

    /// In a state that wants a person's attention.
    package var isProblem: Bool {
        switch state {
        case .gaveUp, .failed, .unavailable, .unreachable, .paused, .backoff: true
        case .running: health == .unhealthy
        case .waiting, .preparing, .starting, .stopping, .stopped, .skipped, .completed: false
        }
    }
}

/// Processor and memory use of one service, its whole process tree.
package struct ServiceMetrics: Hashable, Sendable, Codable {
    /// The service's key in the Compose file.
    package var name: String
    /// Percent of one core over the last sampling interval.
    package var cpuPercent: Double
    /// Resident bytes of the whole process tree; pages that its processes share are counted for each.
    package var memoryBytes: Int64

    /// One sample of a service; see the properties.
    package init(name: String, cpuPercent: Double, memoryBytes: Int64) {
        self.name = name
        self.cpuPercent = cpuPercent
        self.memoryBytes = memoryBytes
    }
}
