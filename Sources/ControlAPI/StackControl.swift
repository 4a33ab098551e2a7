package import ComposeModel
import Diagnostics

/// The operations on a stack, implemented by the in-process supervisor and by the remote client.
package protocol StackControl: Sendable {
    func snapshot() async throws -> StackSnapshot

    /// Returns a stream that starts with a snapshot, followed by every change. With `after`, it resumes with later
    /// events instead, if they are still in the journal. The stream ends when the supervisor exits, and throws
    /// ``ControlError`` if the connection is lost. Cancelling the iterating task ends the subscription.
    func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error>

    /// Returns the newest events in the journal, oldest first. The last one is the most recent event of the stack.
    func journal() async throws -> [StackEvent]

    /// Returns the history of a period, in nanoseconds since 1970: the entries of the period, after those that say what
    /// the stack was when it began; see ``PastStack``. Empty if nothing is recorded from before its end.
    func history(from startNs: Int64, to endNs: Int64) async throws -> [HistoryEntry]

    /// Returns log lines in batches, merged by time, oldest first. The stream ends after the existing lines unless the
    /// query follows. A service name that is neither in the project nor in a stored log is
    /// ``ControlError/Code/unknownService``. It is thrown here or, by a remote client, when the stream is first read.
    func logs(_ query: LogQuery) async throws -> AsyncThrowingStream<LogBatch, any Error>

    /// Returns the same lines as packed blocks, for high volumes.
    func packedLogs(_ query: LogQuery) async throws -> AsyncThrowingStream<PackedLogBatch, any Error>

    /// Groups the selected lines by pattern. Ignores `tail`, `head`, `follow` and `context`.
    /// - Parameter newSinceGreen: whether to return only patterns that are new since the stack was last healthy; see
    ///   ``HealthyPeriod``.
    func logPatterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns

    /// Performs a command. Returns when it is accepted, not when it is finished; updates report its progress.
    func perform(_ command: StackCommand) async throws -> CommandReply

    /// Returns the profile of the last start, or nil if none has completed.
    func startupProfile() async throws -> StartupProfile?

    /// Returns the status of the seed data with its drift measured; nil if the stack has none.
    func dataStatus() async throws -> DataStatus?

    /// Performs a command on the seed data. The last event is its result.
    /// - Parameter operation: an identifier, which the caller makes unique. The command is cancelled by
    ///   ``cancelOperation(_:)``, and when its events are no longer read. nil: it continues in any case.
    func perform(_ command: DataCommand, operation: String?) -> AsyncThrowingStream<DataEvent, any Error>

    /// Cancels the command that was started with this identifier. Returns false if there is none.
    func cancelOperation(_ operation: String) async throws -> Bool

    /// Returns the snapshots of the seed data, oldest first.
    func dataSnapshots() async throws -> [DataSnapshotInfo]
}

extension StackControl {
    /// Unpacks the lines of ``packedLogs(_:)``.
    package func logs(_ query: LogQuery) async throws -> AsyncThrowingStream<LogBatch, any Error> {
        let reader = BatchReader(try await packedLogs(query)) { LogBatch($0) }
        return AsyncThrowingStream { try await reader.next() }
    }

    /// Performs a command on the seed data, which continues even if its events are no longer read.
    package func perform(_ command: DataCommand) -> AsyncThrowingStream<DataEvent, any Error> {
        perform(command, operation: nil)
    }
}

package enum StackCommand: Hashable, Sendable, Codable {
    /// Reloads the Compose files and starts what is not running. Empty `services`: all. The given runtimes and scales
    /// override the file's from now on; nil keeps earlier choices.
    case up(services: [String], runtimes: RuntimeOverrides? = nil, scales: [String: Int]? = nil)
    case start(services: [String])
    case stop(services: [String])
    case restart(services: [String])
    /// Moves a service, and all services that depend on where it runs, to another runtime.
    case switchRuntime(service: String, runtime: RuntimePreference)
    /// Applies changed files to a service. Returns when that is finished rather than when it is accepted, except for a
    /// restart, which has only begun. The reply's changes describe what was done.
    case refresh(ServiceRefresh)
    /// Stops all services, deletes their data with `volumes`, and ends the supervisor.
    case down(volumes: Bool)
}

extension StackCommand {
    /// Creates a command that moves a service to the other runtime.
    package static func switchToOtherRuntime(_ status: ServiceStatus) -> StackCommand {
        .switchRuntime(service: status.name, runtime: status.runtime == "docker" ? .native : .docker)
    }

    /// A short form of the command, as a user would type it.
    package var summary: String {
        switch self {
        case .up(let services, _, _): "up \(services.joined(separator: " "))"
        case .start(let services): "start \(services.joined(separator: " "))"
        case .stop(let services): "stop \(services.joined(separator: " "))"
        case .restart(let services): "restart \(services.joined(separator: " "))"
        case .switchRuntime(let service, let runtime): "switch \(service) \(runtime.rawValue)"
        case .refresh(let refresh): "refresh \(refresh.service)"
        case .down: "down"
        }
    }
}

package struct CommandReply: Hashable, Sendable, Codable {
    /// The affected services, including dependencies.
    package var services: [String]
    /// Changes since the Compose files were last read, one line each.
    package var changes: [String]
    /// The event number at which the command was accepted. Its effects are later events.
    package var sequence: UInt64
    /// For `down`: the number of seconds within which the supervisor exits, if necessary by force; nil otherwise.
    package var endsWithinS: Int?
    /// Whether the startup profile covers the command; nil for a command that starts nothing.
    package var isProfiled: Bool?

    package init(services: [String], changes: [String] = [], sequence: UInt64) {
        self.services = services
        self.changes = changes
        self.sequence = sequence
    }
}

/// An error between a client and the supervisor.
package struct ControlError: ConvertedFailure, Codable {
    /// A machine-readable code. Unknown codes can still be decoded.
    package struct Code: RawRepresentable, Hashable, Sendable, Codable {
        package var rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// No process listens on the socket.
        package static let noSupervisor = Code(rawValue: "no_supervisor")
        /// The connection ended before the answer was complete.
        package static let connectionLost = Code(rawValue: "connection_lost")
        /// The supervisor exists but does not answer: it is stopped or too busy.
        package static let noAnswer = Code(rawValue: "no_answer")
        /// A service name is not in the project.
        package static let unknownService = Code(rawValue: "unknown_service")
        /// The Compose file, an env file or the seed manifest has errors.
        package static let invalidProject = Code(rawValue: "invalid_project")
        /// The requested object does not exist yet.
        package static let notFound = Code(rawValue: "not_found")
        package static let badRequest = Code(rawValue: "bad_request")
        /// Another process listens on a port of the stack.
        package static let portTaken = Code(rawValue: "port_taken")
        /// A service's process survived SIGKILL, so the service cannot be started.
        package static let processHangs = Code(rawValue: "process_hangs")
        /// A service cannot run in the requested runtime.
        package static let runtimeRefused = Code(rawValue: "runtime_refused")
        /// Changed files could not be applied. The service keeps running unchanged.
        package static let refreshFailed = Code(rawValue: "refresh_failed")
        package static let shuttingDown = Code(rawValue: "shutting_down")
        /// The data was not loaded by cpadev, or contains what an operation would replace.
        package static let dataRefused = Code(rawValue: "data_refused")
        /// Another session, named in the message, holds a lock on the seed data.
        package static let dataBusy = Code(rawValue: "data_busy")
        /// A store could not be reached or refused the request.
        package static let storeFailed = Code(rawValue: "store_failed")
        package static let cancelled = Code(rawValue: "cancelled")
        package static let `internal` = Code(rawValue: "internal")
    }

    package var code: Code
    package var message: String
    package var hint: String?
    /// Excerpts of the source files that the error is about; nil if there are none.
    package var details: String?

    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package init(_ code: Code, _ message: String, remedy: String?) { self.init(code, message, hint: remedy) }

    package var remedy: String? { hint }
}

extension ControlError {
    /// The stack's Compose file names no seed data.
    package static let noSeedData = ControlError(
        .notFound,
        "this stack has no seed data",
        hint: "name a manifest in the Compose file: x-cpadev: { seeds: seeds/seeds.yaml }"
    )
}
