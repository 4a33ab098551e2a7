package import FoundationEssentials

/// The whole stack at one moment; the object that `status --json` prints.
package struct StackSnapshot: Hashable, Sendable, Codable {
    /// The Compose project that runs.
    package struct ProjectInfo: Hashable, Sendable, Codable {
        /// The project's name, in lower case.
        package var name: String
        /// Where its relative paths start: absolute.
        package var directory: String
        /// The Compose files in the order in which they were merged: absolute.
        package var files: [String]

        /// A project as its Compose files have it; see the properties.
        package init(name: String, directory: String, files: [String]) {
            self.name = name
            self.directory = directory
            self.files = files
        }
    }

    /// The process that owns the stack.
    package struct SupervisorInfo: Hashable, Sendable, Codable {
        /// The supervisor's process id.
        package var pid: Int32
        /// The version of cpadev that it runs.
        package var version: String
        /// When the supervisor itself was started; whole seconds once it has gone over the socket.
        package var startedAt: Date
        /// The path of its control socket.
        package var socket: String

        /// A supervisor behind its control socket; see the properties.
        package init(pid: Int32, version: String, startedAt: Date, socket: String) {
            self.pid = pid
            self.version = version
            self.startedAt = startedAt
            self.socket = socket
        }
    }

    /// The number of the last event that is part of this snapshot.
    package var sequence: UInt64
    /// The project that the stack was made from.
    package var project: ProjectInfo
    /// The process that answers for the stack.
    package var supervisor: SupervisorInfo
    /// In the order of the Compose file.
    package var services: [ServiceStatus]
    /// The seed data, as it was last looked at; nil where the stack has none.
    package var data: DataStatus?
    /// When the whole stack was last healthy; nil where it never was.
    package var lastGreen: GreenSpan?

    /// A snapshot that contains all events up to `sequence`.
    package init(
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
    package subscript(service name: String) -> ServiceStatus? {
        services.first { $0.name == name }
    }

    /// Takes an event in. Events at or before `sequence` change nothing.
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
