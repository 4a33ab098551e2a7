public import FoundationEssentials

/// The whole stack at one moment; the object that `status --json` prints.
public struct StackSnapshot: Hashable, Sendable, Codable {
    /// The Compose project that runs.
    public struct ProjectInfo: Hashable, Sendable, Codable {
        public var name: String
        public var directory: String
        public var files: [String]

        public init(name: String, directory: String, files: [String]) {
            self.name = name
            self.directory = directory
            self.files = files
        }
    }

    /// The process that owns the stack.
    public struct SupervisorInfo: Hashable, Sendable, Codable {
        public var pid: Int32
        public var version: String
        public var startedAt: Date
        /// The path of its control socket.
        public var socket: String

        public init(pid: Int32, version: String, startedAt: Date, socket: String) {
            self.pid = pid
            self.version = version
            self.startedAt = startedAt
            self.socket = socket
        }
    }

    /// The number of the last event that is part of this snapshot.
    public var sequence: UInt64
    public var project: ProjectInfo
    public var supervisor: SupervisorInfo
    /// In the order of the Compose file.
    public var services: [ServiceStatus]

    public init(sequence: UInt64, project: ProjectInfo, supervisor: SupervisorInfo, services: [ServiceStatus]) {
        self.sequence = sequence
        self.project = project
        self.supervisor = supervisor
        self.services = services
    }

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
