/// A container as the engine describes it. Source: Docker Engine API, ContainerInspect.
package struct ContainerInspection: Decodable, Hashable, Sendable {
    /// The runtime state of a container.
    package struct State: Decodable, Hashable, Sendable {
        /// `created`, `running`, `paused`, `exited` and others.
        package var status: String?
        /// Whether its main process is alive; also true while it is paused.
        package var isRunning = false
        package var isPaused = false
        /// Whether the kernel killed one of its processes because memory ran out.
        package var isOOMKilled = false
        /// The main process on the engine's machine; 0 if there is none.
        package var pid = 0
        /// The exit code of the last run.
        package var exitCode = 0
        /// In RFC 3339; Go's zero time if it never started.
        package var startedAt: String?
        /// In RFC 3339; Go's zero time if it never ended.
        package var finishedAt: String?
        /// nil if it has no health check.
        package var health: Health?

        private enum CodingKeys: String, CodingKey {
            case status = "Status"
            case isRunning = "Running"
            case isPaused = "Paused"
            case isOOMKilled = "OOMKilled"
            case pid = "Pid"
            case exitCode = "ExitCode"
            case startedAt = "StartedAt"
            case finishedAt = "FinishedAt"
            case health = "Health"
        }

        /// Decodes leniently, because some engines omit fields.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            status = try values.decodeIfPresent(String.self, forKey: .status)
            isRunning = try values.decodeIfPresent(Bool.self, forKey: .isRunning) ?? false
            isPaused = try values.decodeIfPresent(Bool.self, forKey: .isPaused) ?? false
            isOOMKilled = try values.decodeIfPresent(Bool.self, forKey: .isOOMKilled) ?? false
            pid = try values.decodeIfPresent(Int.self, forKey: .pid) ?? 0
            exitCode = try values.decodeIfPresent(Int.self, forKey: .exitCode) ?? 0
            startedAt = try values.decodeIfPresent(String.self, forKey: .startedAt)
            finishedAt = try values.decodeIfPresent(String.self, forKey: .finishedAt)
            health = try values.decodeIfPresent(Health.self, forKey: .health)
        }
    }

    /// The result of its health check.
    package struct Health: Decodable, Hashable, Sendable {
        /// One run of the check.
        package struct Entry: Decodable, Hashable, Sendable {
            package var output: String?
            /// 0 means healthy.
            package var exitCode: Int?

            private enum CodingKeys: String, CodingKey {
                case output = "Output"
                case exitCode = "ExitCode"
            }
        }

        /// `starting`, `healthy`, `unhealthy`, `none`.
        package var status: String?
        /// The last five runs.
        package var log: [Entry]?

        private enum CodingKeys: String, CodingKey {
            case status = "Status"
            case log = "Log"
        }
    }

    /// The parts of its definition that the client uses.
    package struct Config: Decodable, Hashable, Sendable {
        package var labels: [String: String]?
        /// Whether it has a terminal.
        package var tty: Bool?
        /// Seconds between the stop signal and SIGKILL; nil for the engine's default.
        package var stopTimeout: Int?

        private enum CodingKeys: String, CodingKey {
            case labels = "Labels"
            case tty = "Tty"
            case stopTimeout = "StopTimeout"
        }
    }

    /// Its published ports.
    package struct NetworkSettings: Decodable, Hashable, Sendable {
        /// Bindings by `port/protocol`; nil if the port is not published.
        package var ports: [String: [PortBinding]?]?

        private enum CodingKeys: String, CodingKey {
            case ports = "Ports"
        }
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
            case kind = "Type"
            case name = "Name"
            case destination = "Destination"
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

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case state = "State"
        case config = "Config"
        case networkSettings = "NetworkSettings"
        case mounts = "Mounts"
    }
}
