package import FoundationEssentials

/// The state of the whole stack at one moment, as printed by `status --json`.
package struct StackSnapshot: Hashable, Sendable, Codable {
    package struct ProjectInfo: Hashable, Sendable, Codable {
        package var name: String
        /// The base directory of relative paths: absolute.
        package var directory: String
        /// The Compose files in merge order: absolute.
        package var files: [String]

        package init(name: String, directory: String, files: [String]) {
            self.name = name
            self.directory = directory
            self.files = files
        }
    }

    package struct SupervisorInfo: Hashable, Sendable, Codable {
        package var pid: Int32
        package var version: String
        /// When the supervisor started. Truncated to whole seconds when sent over the socket.
        package var startedAt: Date
        /// The same in nanoseconds since 1970, before it started any service.
        package var startedNs: Int64?
        package var socket: String
        /// The environment that the stack is, whose data others use; nil for the project's own.
        package var environment: String?

        package init(pid: Int32, version: String, startedAt: Date, socket: String) {
            self.pid = pid
            self.version = version
            self.startedAt = startedAt
            self.socket = socket
        }
    }

    /// The number of the last event included in this snapshot.
    package var sequence: UInt64
    package var project: ProjectInfo
    package var supervisor: SupervisorInfo
    /// The services in the order of the Compose file.
    package var services: [ServiceStatus]
    /// The status of the seed data as last measured; nil if the stack has none.
    package var data: DataStatus?
    /// When the whole stack was last healthy; nil if never.
    package var lastGreen: HealthyPeriod?

    package init(
        sequence: UInt64,
        project: ProjectInfo,
        supervisor: SupervisorInfo,
        services: [ServiceStatus],
        data: DataStatus? = nil,
        lastGreen: HealthyPeriod? = nil
    ) {
        self.sequence = sequence
        self.project = project
        self.supervisor = supervisor
        self.services = services
        self.data = data
        self.lastGreen = lastGreen
    }

    package subscript(service name: String) -> ServiceStatus? {
        services.first { $0.name == name }
    }

    /// Applies an event. Events at or before `sequence` have no effect.
    package mutating func apply(_ event: StackEvent) {
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
