/// A container as the engine describes it. Source: Docker Engine API, ContainerInspect.
package struct ContainerInspection: Decodable, Hashable, Sendable {
    /// What it does.
    package struct State: Decodable, Hashable, Sendable {
        /// `created`, `running`, `paused`, `exited` and others.
        package var status: String?
        /// Its main process lives; also while it is paused.
        package var isRunning = false
        /// It is frozen.
        package var isPaused = false
        /// The kernel killed one of its processes for want of memory.
        package var isOOMKilled = false
        /// Of its main process on the engine's machine; 0 where there is none.
        package var pid = 0
        /// Of its last run.
        package var exitCode = 0
        /// In RFC 3339; Go's zero time where it never was.
        package var startedAt: String?
        /// In RFC 3339; Go's zero time where it never was.
        package var finishedAt: String?
        /// nil where it has no health check.
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

        /// Lenient: other engines leave fields out.
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

    /// What its health check says.
    package struct Health: Decodable, Hashable, Sendable {
        /// One run of the check.
        package struct Entry: Decodable, Hashable, Sendable {
            /// What it wrote.
            package var output: String?
            /// 0: healthy.
            package var exitCode: Int?

            private enum CodingKeys: String, CodingKey {
                case output = "Output"
                case exitCode = "ExitCode"
            }
        }

        /// `starting`, `healthy`, `unhealthy`, `none`.
        package var status: String?
        /// The last five.
        package var log: [Entry]?

        private enum CodingKeys: String, CodingKey {
            case status = "Status"
            case log = "Log"
        }
    }

    /// What it was made of.
    package struct Config: Decodable, Hashable, Sendable {
        /// Its labels.
        package var labels: [String: String]?
        /// Its output is a terminal.
        package var tty: Bool?
        /// Seconds between its stop signal and SIGKILL; nil: the engine's own.
        package var stopTimeout: Int?

        private enum CodingKeys: String, CodingKey {
            case labels = "Labels"
            case tty = "Tty"
            case stopTimeout = "StopTimeout"
        }
    }

    /// How it is reached.
    package struct NetworkSettings: Decodable, Hashable, Sendable {
        /// By `port/protocol`; nil where a port is not published.
        package var ports: [String: [PortBinding]?]?

        private enum CodingKeys: String, CodingKey {
            case ports = "Ports"
        }
    }

    /// Something that it sees as a path.
    package struct MountPoint: Decodable, Hashable, Sendable {
        /// `bind`, `volume`, `tmpfs`.
        package var kind: String?
        /// A volume's name.
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
    /// With a slash in front.
    package var name: String?
    /// What it does.
    package var state: State
    /// What it was made of.
    package var config: Config?
    /// How it is reached.
    package var networkSettings: NetworkSettings?
    /// What it sees as paths.
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
