import ControlAPI
import LogAnalysis
import Synchronization
import TestSupport

/// A stack that answers what a test says.
final class FakeStack: StackControl {
    /// A reader's place in an endless stream of events.
    private actor EndlessEvents {
        private var number: UInt64 = 0
        private let pulled: @Sendable () -> Void

        init(_ pulled: @escaping @Sendable () -> Void) { self.pulled = pulled }

        func next() -> StackUpdate {
            number += 1
            pulled()
            let notice = StackEvent.Notice(level: .info, message: String(repeating: "x", count: 4000))
            return .event(Samples.event(number, .notice(notice)))
        }
    }

    private struct State {
        var failure: (any Error)?
        var commands: [StackCommand] = []
        var queries: [LogQuery] = []
        /// Events taken by each subscriber, in the order of subscribing.
        var pulls: [Int] = []
    }

    private let state = Mutex(State())
    let profile: StartupProfile?
    let snapshotValue = Samples.snapshot(Samples.full, ServiceStatus(name: "b", state: .stopped))
    /// An element for each subscription.
    let subscriptions: AsyncStream<Void>
    private let subscribed: AsyncStream<Void>.Continuation

    init(profile: StartupProfile? = nil) {
        self.profile = profile
        (subscriptions, subscribed) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    func fail(with error: (any Error)?) { state.withLock { $0.failure = error } }
    var commands: [StackCommand] { state.withLock { $0.commands } }
    var queries: [LogQuery] { state.withLock { $0.queries } }
    var pulls: [Int] { state.withLock { $0.pulls } }

    // MARK: StackControl

    func snapshot() async throws -> StackSnapshot { snapshotValue }

    func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error> {
        let subscriber = state.withLock { state in
            state.pulls.append(0)
            return state.pulls.count - 1
        }
        let events = EndlessEvents { [self] in state.withLock { $0.pulls[subscriber] += 1 } }
        subscribed.yield()
        return AsyncThrowingStream { await events.next() }
    }

    func logs(_ query: LogQuery) -> AsyncThrowingStream<LogBatch, any Error> {
        state.withLock { $0.queries.append(query) }
        let (stream, continuation) = AsyncThrowingStream<LogBatch, any Error>.makeStream()
        for number: UInt64 in 0..<3 {
            let line = LogLine(service: "a", stream: .stdout, timeNs: 1, number: number, text: "line\n\(number)")
            continuation.yield(LogBatch([line]))
        }
        continuation.finish()
        return stream
    }

    func perform(_ command: StackCommand) async throws -> CommandReply {
        try state.withLock { state in
            state.commands.append(command)
            if let failure = state.failure { throw failure }
        }
        return CommandReply(services: ["a"], changes: ["a: image changed"], sequence: 12)
    }

    func startupProfile() async throws -> StartupProfile? { profile }
}
