import ControlAPI
import Synchronization
import TestSupport

/// A stack that does what a test says, and tells what it is asked.
final class ScriptedStack: StackControl {
    enum Call: Hashable, Sendable {
        case snapshot
        case updates(after: UInt64?)
        case logs(LogQuery)
        case logsEnded(LogQuery)
        case perform(StackCommand)
        case performData(DataCommand)
        case profile
        case journal
        case history(momentNs: Int64)
    }

    private struct State {
        var snapshot: StackSnapshot
        var updates: AsyncThrowingStream<StackUpdate, any Error>.Continuation?
        var logs: AsyncThrowingStream<LogBatch, any Error>.Continuation?
        var data: AsyncThrowingStream<DataEvent, any Error>.Continuation?
        /// Requests for the history that wait for ``answerHistory(of:_:)``.
        var histories: [Int64: CheckedContinuation<[HistoryEntry], Never>] = [:]
        var refusal: ControlError?
        var isReachable = true
    }

    private let state: Mutex<State>
    /// What was asked, in order.
    let calls: AsyncStream<Call>
    private let called: AsyncStream<Call>.Continuation

    init(_ snapshot: StackSnapshot) {
        state = Mutex(State(snapshot: snapshot))
        (calls, called) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    // MARK: What a test does

    /// Waits until this is asked.
    func wait(for call: Call) async {
        for await made in calls where made == call { return }
    }

    func send(_ update: StackUpdate) {
        _ = state.withLock(\.updates)?.yield(update)
    }

    func change(_ status: ServiceStatus) {
        let event = state.withLock { state in
            let event = StackEvent(
                sequence: state.snapshot.sequence + 1,
                at: Fixtures.now,
                payload: .serviceChanged(status)
            )
            state.snapshot.apply(event)
            return event
        }
        send(.event(event))
    }

    /// Answers the last command on the data; the last event ends its stream.
    func answer(_ event: DataEvent) {
        let data = state.withLock(\.data)
        data?.yield(event)
        switch event {
        case .progress, .waiting: break
        case .finished, .failed: data?.finish()
        }
    }

    func answerHistory(of momentNs: Int64, _ entries: [HistoryEntry]) {
        state.withLock { $0.histories.removeValue(forKey: momentNs) }?.resume(returning: entries)
    }

    func write(_ lines: [LogLine]) {
        _ = state.withLock(\.logs)?.yield(LogBatch(lines))
    }

    /// Ends the last stream of lines, as one that does not follow ends.
    func endLogs() {
        state.withLock(\.logs)?.finish()
    }

    /// Breaks every connection, and refuses new ones until ``restore(_:)``.
    func breakConnection() {
        let (updates, logs, data) = state.withLock { state in
            state.isReachable = false
            return (state.updates, state.logs, state.data)
        }
        let error = ControlError(.connectionLost, "the connection was reset")
        updates?.finish(throwing: error)
        logs?.finish(throwing: error)
        data?.finish(throwing: error)
    }

    func restore(_ snapshot: StackSnapshot? = nil) {
        state.withLock { state in
            state.isReachable = true
            if let snapshot { state.snapshot = snapshot }
        }
    }

    func refuse(_ error: ControlError) {
        state.withLock { $0.refusal = error }
    }

    // MARK: StackControl

    func snapshot() async throws -> StackSnapshot {
        called.yield(.snapshot)
        return try state.withLock { state in
            guard state.isReachable else { throw ControlError(.noSupervisor, "nobody listens") }
            return state.snapshot
        }
    }

    func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error> {
        let (stream, continuation) = AsyncThrowingStream<StackUpdate, any Error>.makeStream()
        state.withLock { state in
            guard state.isReachable else {
                continuation.finish(throwing: ControlError(.noSupervisor, "nobody listens"))
                return
            }
            state.updates = continuation
            if sequence == nil { continuation.yield(.snapshot(state.snapshot)) }
        }
        called.yield(.updates(after: sequence))
        return stream
    }

    func logs(_ query: LogQuery) -> AsyncThrowingStream<LogBatch, any Error> {
        let (stream, continuation) = AsyncThrowingStream<LogBatch, any Error>.makeStream()
        continuation.onTermination = { [called] _ in called.yield(.logsEnded(query)) }
        state.withLock { state in
            if state.isReachable {
                state.logs = continuation
            } else {
                continuation.finish(throwing: ControlError(.noSupervisor, "nobody listens"))
            }
        }
        called.yield(.logs(query))
        return stream
    }

    func perform(_ command: StackCommand) async throws -> CommandReply {
        called.yield(.perform(command))
        return try state.withLock { state in
            if let refusal = state.refusal { throw refusal }
            return CommandReply(services: [], sequence: state.snapshot.sequence)
        }
    }

    func perform(_ command: DataCommand, operation: String?) -> AsyncThrowingStream<DataEvent, any Error> {
        let (stream, continuation) = AsyncThrowingStream<DataEvent, any Error>.makeStream()
        state.withLock { $0.data = continuation }
        called.yield(.performData(command))
        return stream
    }

    func startupProfile() async throws -> StartupProfile? {
        called.yield(.profile)
        return Fixtures.profile
    }

    func journal() async throws -> [StackEvent] {
        called.yield(.journal)
        return Fixtures.history([(100, .notice(.init(level: .info, message: "a leftover was cleaned up")))])
    }

    /// Waits for its answer, even if it is cancelled.
    func history(from startNs: Int64, to endNs: Int64) async throws -> [HistoryEntry] {
        let moment = startNs + (endNs - startNs) / 2
        return await withCheckedContinuation { continuation in
            state.withLock { $0.histories[moment] = continuation }
            called.yield(.history(momentNs: moment))
        }
    }
}
