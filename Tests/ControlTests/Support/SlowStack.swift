import ControlAPI
import Synchronization
import TestSupport

/// A stack whose work takes as long as a test says.
final class SlowStack: StackControl {
    private let gate: AsyncStream<Void>
    private let opened: AsyncStream<Void>.Continuation
    private let endings: AsyncStream<String>.Continuation
    /// The operations that were cancelled, as they are.
    let cancelled: AsyncStream<String>
    let events: AsyncThrowingStream<DataEvent, any Error>.Continuation
    private let stream: AsyncThrowingStream<DataEvent, any Error>
    private let failure: ControlError?

    init(failure: ControlError? = nil) {
        self.failure = failure
        (gate, opened) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        (cancelled, endings) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        (stream, events) = AsyncThrowingStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Lets the work be done.
    func open() { opened.finish() }

    private func waitForGate() async throws {
        for await _ in gate {}
        if let failure { throw failure }
    }

    func snapshot() async throws -> StackSnapshot { Samples.snapshot(Samples.full) }
    func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error> {
        AsyncThrowingStream { $0.finish() }
    }
    func logs(_ query: LogQuery) async throws -> AsyncThrowingStream<LogBatch, any Error> {
        AsyncThrowingStream { [self] in
            try await waitForGate()
            return nil
        }
    }
    func perform(_ command: StackCommand) async throws -> CommandReply {
        try await waitForGate()
        return CommandReply(services: ["a"], sequence: 1)
    }
    func startupProfile() async throws -> StartupProfile? { nil }
    func dataStatus() async throws -> DataStatus? {
        try await waitForGate()
        return DataStatus(state: .seeded)
    }
    func perform(_ command: DataCommand, operation: String?) -> AsyncThrowingStream<DataEvent, any Error> {
        events.onTermination = { [endings] reason in
            if case .cancelled = reason { endings.yield("\(operation ?? "nil") by its reader") }
        }
        return stream
    }
    func cancelOperation(_ operation: String) async throws -> Bool {
        endings.yield("\(operation) by request")
        events.yield(.failed(ControlError(.cancelled, "cancelled; nothing was changed")))
        events.finish()
        return true
    }
}
