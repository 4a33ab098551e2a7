package import FoundationEssentials

/// The status of a service, as sent over the socket and printed by `status --json`.
///
/// Keys are snake case in JSON; see ``ControlCoding``.
package struct ServiceStatus: Hashable, Sendable, Codable, Identifiable {
    /// The lifecycle state of a service. The states are described at `Supervision.ServiceStateMachine`.
    package enum State: String, Sendable, Codable, CaseIterable {
        case waiting
        case preparing
        case starting
        case running
        /// The container was paused from outside cpadev.
        case paused
        /// The engine that runs the container does not answer, so the actual state is unknown.
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

    /// The result of the probes while a service runs.
    package enum Health: String, Sendable, Codable, CaseIterable {
        case starting
        case healthy
        case unhealthy
        /// No probe is configured, and the service has run for a short while. Before that: `starting`.
        case none
    }

    /// A container port of the service and the host address that reaches it.
    package struct PortBinding: Hashable, Sendable, Codable {
        package var host: String
        package var published: UInt16
        /// The container port from the Compose file.
        package var target: UInt16

        package init(host: String, published: UInt16, target: UInt16) {
            self.host = host
            self.published = published
            self.target = target
        }
    }

    package struct ProbeReport: Hashable, Sendable, Codable {
        /// The probe's protocol, such as `postgres` or `http`.
        package var kind: String
        package var latencyMs: Double
        /// The service's response, or the error.
        package var message: String
        package var succeeded: Bool
        /// When the probe finished. Truncated to whole seconds when sent over the socket.
        package var at: Date

        package init(kind: String, latencyMs: Double, message: String, succeeded: Bool, at: Date) {
            self.kind = kind
            self.latencyMs = latencyMs
            self.message = message
            self.succeeded = succeeded
            self.at = at
        }
    }

    package struct Binary: Hashable, Sendable, Codable {
        package var path: String
        /// The version reported by the program or its launcher; empty if unknown.
        package var version: String
        /// How the program differs from the image in the Compose file; nil if it does not.
        package var difference: String?

        package init(path: String, version: String, difference: String? = nil) {
            self.path = path
            self.version = version
            self.difference = difference
        }
    }

    package struct Container: Hashable, Sendable, Codable {
        /// The engine's ID: 64 hexadecimal digits.
        package var id: String
        /// The name, such as `cpa-platform-postgres-1`.
        package var name: String

        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    package struct DependencyStatus: Hashable, Sendable, Codable {
        package var service: String
        /// The Compose condition, such as `service_healthy`.
        package var condition: String
        /// Whether the service cannot start without the dependency.
        package var required: Bool
        package var satisfied: Bool

        package init(service: String, condition: String, required: Bool, satisfied: Bool) {
            self.service = service
            self.condition = condition
            self.required = required
            self.satisfied = satisfied
        }
    }

    package var id: String { name }
    /// The service's key in the Compose file, unique in the stack.
    package var name: String
    package var state: State
    /// nil while the service is not running.
    package var health: Health?
    /// `native` or `docker`; nil if no runtime could be chosen.
    package var runtime: String?
    /// The main process of the running instance; nil if none is running or another service's process provides it.
    package var pid: Int32?
    /// The TCP ports with their resolved host ports.
    package var ports: [PortBinding]
    /// Restarts by policy since the service was last started on request.
    package var restarts: Int
    /// Whole seconds since the running instance started; nil if none is running.
    package var uptimeS: Int?
    package var startedAt: Date?
    /// Why the service is in this state, if that is not obvious.
    package var reason: String?
    /// How to fix the problem described by `reason`.
    package var remedy: String?
    /// nil until a probe of the running instance has finished.
    package var probe: ProbeReport?
    /// The program that runs or would run; nil if unknown.
    package var binary: Binary?
    /// The container of the running instance; nil for a native process.
    package var container: Container?
    /// How the last instance exited: `exit code 1`, `signal SIGKILL`.
    package var lastExit: String?
    package var stopSignal: String?
    /// Another service whose process provides this one.
    package var providedBy: String?
    /// The service of which this is an additional replica; nil for the first replica.
    package var replicaOf: String?
    /// The image from the Compose file, if any.
    package var image: String?
    /// Whether it is no problem if no runtime can run the service; nil: it is one.
    package var optional: Bool?
    /// The URL that `cpadev open` opens in a browser; nil if the Compose file defines none.
    package var open: String?
    /// The services that this one waits for.
    package var dependencies: [DependencyStatus]
    package var dependents: [String]
    /// Unavailable optional dependencies, without which the service is degraded.
    package var degradedBy: [String]
    /// Log lines that could not be written since the supervisor started.
    package var droppedLines: Int
    /// Why log lines are currently being dropped, such as a full disk; nil if they are not.
    package var logProblem: String?

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

    /// Whether a service name given by the user selects this service: it is its own name, or that of which it is a
    /// replica.
    package func isMeant(by name: String) -> Bool { self.name == name || replicaOf == name }

    /// The last exit if it is worth showing: `exit code 3`, `killed after its grace period`. nil if the instance exited
    /// with code 0 or by its own stop signal.
    package var notableExit: String? {
        guard let lastExit, lastExit != "exit code 0", lastExit != stopSignal.map({ "signal \($0)" }) else {
            return nil
        }
        return lastExit == "signal SIGKILL" ? "killed after its grace period" : lastExit
    }

    /// Whether the service is running and, if it has a probe, healthy; or has completed.
    package var isReady: Bool {
        switch state {
        case .running: health == .healthy || health == ServiceStatus.Health.none
        case .completed: true
        case .waiting, .preparing, .starting, .paused, .unreachable, .stopping, .stopped, .backoff, .gaveUp, .failed,
            .skipped, .unavailable:
            false
        }
    }

    /// Whether the state needs the user's attention.
    package var isProblem: Bool {
        switch state {
        case .gaveUp, .failed, .unreachable, .paused, .backoff: true
        case .unavailable: optional != true
        case .running: health == .unhealthy
        case .waiting, .preparing, .starting, .stopping, .stopped, .skipped, .completed: false
        }
    }
}

/// The CPU and memory usage of a service's process tree.
package struct ServiceMetrics: Hashable, Sendable, Codable {
    /// The service's key in the Compose file.
    package var name: String
    /// Percent of one core over the last sampling interval.
    package var cpuPercent: Double
    /// Resident bytes of the process tree. Shared pages are counted once per process.
    package var memoryBytes: Int64

    package init(name: String, cpuPercent: Double, memoryBytes: Int64) {
        self.name = name
        self.cpuPercent = cpuPercent
        self.memoryBytes = memoryBytes
    }
}
