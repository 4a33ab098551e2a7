public import FoundationEssentials

/// The whole stack at one moment; the object that `status --json` prints.
public struct StackSnapshot: Hashable, Sendable, Codable {
    /// The Compose project that runs.
    public struct ProjectInfo: Hashable, Sendable, Codable {
        /// The project's name, in lower case.
        public var name: String
        /// Where its relative paths start: absolute.
        public var directory: String
        /// The Compose files in the order in which they were merged: absolute.
        public var files: [String]

        /// A project as its Compose files have it; see the properties.
        public init(name: String, directory: String, files: [String]) {
            self.name = name
            self.directory = directory
            self.files = files
        }
    }

    /// The process that owns the stack.
    public struct SupervisorInfo: Hashable, Sendable, Codable {
        /// The supervisor's process id.
        public var pid: Int32
        /// The version of cpadev that it runs.
        public var version: String
        /// When the supervisor itself was started; whole seconds once it has gone over the socket.
        public var startedAt: Date
        /// The path of its control socket.
        public var socket: String

        /// A supervisor behind its control socket; see the properties.
        public init(pid: Int32, version: String, startedAt: Date, socket: String) {
            self.pid = pid
            self.version = version
            self.startedAt = startedAt
            self.socket = socket
        }
    }

    /// The number of the last event that is part of this snapshot.
    public var sequence: UInt64
    /// The project that the stack was made from.
    public var project: ProjectInfo
    /// The process that answers for the stack.
    public var supervisor: SupervisorInfo
    /// In the order of the Compose file.
    public var services: [ServiceStatus]
    /// The seed data, as it was last looked at; nil where the stack has none.
    public var data: DataStatus?
    /// When the whole stack was last healthy; nil where it never was.
    public var lastGreen: GreenSpan?

    /// A snapshot that contains all events up to `sequence`.
    public init(
        sequence: UInt64,
        project: ProjectInfo,
        supervisor: SupervisorInfo,
        services: [ServiceStatus],
        data: DataStatus? = nil,
        lastGreen: GreenSpan? = nil
    ) {
        self.sequence = sequence
        self.project = project
        self.supervisor = supervisor
        self.services = services
        self.data = data
        self.lastGreen = lastGreen
    }

    /// The status of a service by its name; nil where there is none.
    public subscript(service name: String) -> ServiceStatus? {
        services.first { $0.name == name }
    }

    /// Takes an event in. Events at or before `sequence` change nothing.
    public mutating func apply(_ event: StackEvent) {
        guard event.sequence > sequence else { return }
        sequence = event.sequence
        switch event.payload {
        case .serviceChanged(let status):
            if let index = services.firstIndex(where: { $0.name == status.name }) {
                services[index] = status
            } else {
                services.append(status)
            }
        case .serviceRemoved(let name):
            services.removeAll { $0.name == name }
        case .notice, .started, .shuttingDown:
            break
        }
    }
}
