package import ComposeModel

/// What can be done with a stack. The in-process supervisor and the remote client both meet it.
package protocol StackControl: Sendable {
    /// The stack as it is now.
    func snapshot() async throws -> StackSnapshot

    /// A snapshot, then every change. With `after`, only events that came later, where they are still kept;
    /// otherwise a snapshot comes first. The stream ends when the supervisor does; it throws ``ControlError`` when
    /// the connection breaks. Cancelling the iterating task ends the subscription.
    func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error>

    /// The newest events that are kept, oldest first: what happened before one came. Their last number is that of the
    /// newest event there is.
    func journal() async throws -> [StackEvent]

    /// Log lines merged by time, in batches, oldest first. Ends after the existing lines unless the query follows.
    /// A name that is neither a service's nor a stored log's is ``ControlError/Code/unknownService``, thrown here or, by
    /// a remote client, once the stream is read.
    func logs(_ query: LogQuery) async throws -> AsyncThrowingStream<LogBatch, any Error>

    /// The same as blocks of bytes, for many lines at a time.
    func packedLogs(_ query: LogQuery) async throws -> AsyncThrowingStream<PackedLogBatch, any Error>

    /// The lines that a query asks for, folded into shapes. `tail`, `head`, `follow` and `context` mean nothing to it.
    /// - Parameter newSinceGreen: only shapes that are new since the stack was last healthy; see ``GreenSpan``.
    func logPatterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns

    /// Carries a command out. Returns when it is accepted, not when it is finished: the updates tell how it goes.
    func perform(_ command: StackCommand) async throws -> CommandReply

    /// The profile of the last start, or nil while none is complete.
    func startupProfile() async throws -> StartupProfile?

    /// The seed data as it is now, its drift measured; nil where the stack has none.
    func dataStatus() async throws -> DataStatus?

    /// Carries a command on the seed data out. The last event says what became of it; the work goes on when nobody
    /// listens any more.
    func perform(_ command: DataCommand) -> AsyncThrowingStream<DataEvent, any Error>

    /// The same for as long as somebody reads the events: the command is cancelled when nobody does, and by
    /// ``cancelOperation(_:)``. The last event then says what became of it.
    /// - Parameter operation: names it; the caller makes it unique.
    func perform(_ command: DataCommand, operation: String) -> AsyncThrowingStream<DataEvent, any Error>

    /// Cancels a command on the seed data that was begun under this name. False where none is under way.
    func cancelOperation(_ operation: String) async throws -> Bool

    /// The snapshots of the data that there are, oldest first.
    func dataSnapshots() async throws -> [DataSnapshotInfo]
}

extension StackControl {
    /// The lines of ``logs(_:)``, packed.
    package func packedLogs(_ query: LogQuery) async throws -> AsyncThrowingStream<PackedLogBatch, any Error> {
        let reader = BatchReader(try await logs(query)) { PackedLogBatch($0) }
        return AsyncThrowingStream { try await reader.next() }
    }

    /// Says that there are none.
    package func logPatterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns {
        throw ControlError(.notFound, "this stack folds no logs")
    }

    /// None.
    package func journal() async throws -> [StackEvent] { [] }
}

/// A stack without seed data needs none of these.
extension StackControl {
    /// None.
    package func dataStatus() async throws -> DataStatus? { nil }

    /// Says that there is none.
    package func perform(_ command: DataCommand) -> AsyncThrowingStream<DataEvent, any Error> {
        AsyncThrowingStream { $0.finish(throwing: ControlError.noSeedData) }
    }

    /// The same as without a name.
    package func perform(_ command: DataCommand, operation: String) -> AsyncThrowingStream<DataEvent, any Error> {
        perform(command)
    }

    /// There is none.
    package func cancelOperation(_ operation: String) async throws -> Bool { false }

    /// None.
    package func dataSnapshots() async throws -> [DataSnapshotInfo] { throw ControlError.noSeedData }
}

/// What a person can ask of the supervisor.
package enum StackCommand: Hashable, Sendable, Codable {
    /// Reads the Compose files again and starts what is not running. Empty: every service. The choices, and how many of
    /// a service are to run, go before the file's from now on; nil leaves those made before.
    case up(services: [String], runtimes: RuntimeChoices? = nil, scales: [String: Int]? = nil)
    case start(services: [String])
    case stop(services: [String])
    case restart(services: [String])
    /// Runs a service in containers or as a process from now on, and what depends on where it runs with it.
    case switchRuntime(service: String, runtime: RuntimePreference)
    /// Does with a service what changed files ask for. Returns when that is done, not when it is accepted; a restart only
    /// begins. The reply's changes tell what was done.
    case refresh(ServiceRefresh)
    /// Stops everything, removes the services' data with `volumes`, and ends the supervisor.
    case down(volumes: Bool)
}

extension StackCommand {
    /// Moves a service to the other runtime: from processes to containers, or back.
    package static func switchingAway(_ status: ServiceStatus) -> StackCommand {
        .switchRuntime(service: status.name, runtime: status.runtime == "docker" ? .native : .docker)
    }

    /// In a few words, as a person would type it.
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

/// The answer to a command.
package struct CommandReply: Hashable, Sendable, Codable {
    /// The services that it concerns, dependencies included.
    package var services: [String]
    /// What changed since the Compose files were last read, one line each.
    package var changes: [String]
    /// The event number at which the command was accepted: what comes after it is its consequence.
    package var sequence: UInt64
    /// Of a `down`: within how many seconds the supervisor ends, if need be by force; nil otherwise.
    package var endsWithinS: Int?
    /// Whether the startup profile measures what the command began; nil for a command that begins nothing.
    package var isProfiled: Bool?

    /// A reply; without `changes`, nothing in the Compose files changed.
    package init(services: [String], changes: [String] = [], sequence: UInt64) {
        self.services = services
        self.changes = changes
        self.sequence = sequence
    }
}

/// What can go wrong between a client and the supervisor.
package struct ControlError: Error, Hashable, Sendable, Codable {
    /// What went wrong, for programs to match. Codes that a client does not know can still be read.
    package struct Code: RawRepresentable, Hashable, Sendable, Codable {
        /// The code as it is in JSON: snake case.
        package var rawValue: String
        /// A code by its name, also one that is not listed here.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// Nobody listens at the socket.
        package static let noSupervisor = Code(rawValue: "no_supervisor")
        /// The connection ended before the answer was complete.
        package static let connectionLost = Code(rawValue: "connection_lost")
        /// The supervisor is there, and does not answer: it is stopped, or too busy.
        package static let noAnswer = Code(rawValue: "no_answer")
        /// A service's name is not in the project.
        package static let unknownService = Code(rawValue: "unknown_service")
        /// The Compose file, an env file or the seed manifest has errors.
        package static let invalidProject = Code(rawValue: "invalid_project")
        /// What was asked for does not exist yet.
        package static let notFound = Code(rawValue: "not_found")
        /// The request was not understood.
        package static let badRequest = Code(rawValue: "bad_request")
        /// Somebody else listens on a port of the stack.
        package static let portTaken = Code(rawValue: "port_taken")
        /// A service's process survived SIGKILL and is still there, so the service cannot be started.
        package static let processHangs = Code(rawValue: "process_hangs")
        /// A service cannot run where it was asked to.
        package static let runtimeRefused = Code(rawValue: "runtime_refused")
        /// What changed files asked for could not be done; the service goes on as it was.
        package static let refreshFailed = Code(rawValue: "refresh_failed")
        /// The supervisor is on its way down.
        package static let shuttingDown = Code(rawValue: "shutting_down")
        /// The seed data is not cpadev's own, or holds what a step would replace.
        package static let dataRefused = Code(rawValue: "data_refused")
        /// A lock on the seed data is held by another session, which the message names.
        package static let dataBusy = Code(rawValue: "data_busy")
        /// A store could not be reached, or refused.
        package static let storeFailed = Code(rawValue: "store_failed")
        /// Whoever asked for it cancelled it.
        package static let cancelled = Code(rawValue: "cancelled")
        /// Something failed inside the supervisor.
        package static let `internal` = Code(rawValue: "internal")
    }

    /// What went wrong, for programs.
    package var code: Code
    /// What went wrong, for people.
    package var message: String
    /// What to do about it; nil where there is nothing to advise.
    package var hint: String?
    /// The places in files that it is about, each with its source line, as people read them; nil where there are none.
    package var details: String?

    /// An error with a message for people, and a hint where there is one.
    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension ControlError {
    /// The stack's Compose file names no seed data.
    package static let noSeedData = ControlError(
        .notFound,
        "this stack has no seed data",
        hint: "name a manifest in the Compose file: x-cpadev: { seeds: seeds/seeds.yaml }"
    )
}
