/// A container as the engine describes it. Source: Docker Engine API, ContainerInspect.
package struct ContainerInspection: Decodable, Hashable, Sendable {
    /// The runtime state of a container. Some engines omit fields.
    package struct State: Decodable, Hashable, Sendable {
        /// `created`, `running`, `paused`, `exited` and others.
        package var status: String?
        /// Whether its main process is alive; also true while it is paused.
        package var isRunning: Bool?
        package var isPaused: Bool?
        /// Whether the kernel killed one of its processes because memory ran out.
        package var isOOMKilled: Bool?
        /// The main process on the engine's machine; 0 if there is none.
        package var pid: Int?
        /// The exit code of the last run.
        package var exitCode: Int?
        /// In RFC 3339; Go's zero time if it never started.
        package var startedAt: String?
        /// In RFC 3339; Go's zero time if it never ended.
        package var finishedAt: String?
        /// nil if it has no health check.
        package var health: Health?

        private enum CodingKeys: String, CodingKey {
            case status, pid, exitCode, startedAt, finishedAt, health
            case isRunning = "running"
            case isPaused = "paused"
            case isOOMKilled = "oOMKilled"
        }
    }

    /// The result of its health check.
    package struct Health: Decodable, Hashable, Sendable {
        /// One run of the check.
        package struct Entry: Decodable, Hashable, Sendable {
            package var output: String?
            /// 0 means healthy.
            package var exitCode: Int?
        }

        /// `starting`, `healthy`, `unhealthy`, `none`.
        package var status: String?
        /// The last five runs.
        package var log: [Entry]?
    }

    /// The parts of its definition that the client uses.
    package struct Config: Decodable, Hashable, Sendable {
        package var labels: [String: String]?
        /// Whether it has a terminal.
        package var tty: Bool?
        /// Seconds between the stop signal and SIGKILL; nil for the engine's default.
        package var stopTimeout: Int?
    }

    /// Its published ports.
    package struct NetworkSettings: Decodable, Hashable, Sendable {
        /// Bindings by `port/protocol`; nil if the port is not published.
        package var ports: [String: [PortBinding]?]?
    }

    /// A mount in the container.
    package struct MountPoint: Decodable, Hashable, Sendable {
        /// `bind`, `volume`, `tmpfs`.
        package var kind: String?
        /// The volume's name.
        package var name: String?
        /// The path inside the container.
        package var destination: String

        private enum CodingKeys: String, CodingKey {
            case name, destination
            case kind = "type"
        }
    }

    /// 64 hexadecimal digits.
    package var id: String
    /// The name with a leading slash.
    package var name: String?
    package var state: State
    package var config: Config?
    package var networkSettings: NetworkSettings?
    package var mounts: [MountPoint]?
}
