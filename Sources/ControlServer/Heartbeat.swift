import Foundations

/// The values of a stream, with heartbeats during silence, so that a reader can distinguish slow work from a dead peer.
///
/// The stream is pull-based: a value is requested only after the previous one was consumed.
actor Heartbeat<Value: Sendable> {
    enum Beat: Sendable {
        case value(Value)
        case silence
    }

    private enum Signal: Sendable {
        case pulled
        case tick(Int)
    }

    private let interval: Duration
    private var values: AsyncThrowingStream<Value, any Error>.AsyncIterator
    private var signals: AsyncStream<Signal>.AsyncIterator
    private let continuation: AsyncStream<Signal>.Continuation
    private var pull: OwnedTask<Void>?
    private var pulled: Result<Value?, any Error>?
    private var turn = 0

    /// - Parameter interval: the maximum silence.
    init(_ values: AsyncThrowingStream<Value, any Error>, every interval: Duration) {
        self.values = values.makeAsyncIterator()
        self.interval = interval
        let (stream, continuation) = AsyncStream.makeStream(of: Signal.self, bufferingPolicy: .bufferingNewest(4))
        signals = stream.makeAsyncIterator()
        self.continuation = continuation
    }

    /// Returns the next value or a heartbeat; nil at the end. Supports a single caller at a time.
    func next() async throws -> Beat? {
        if pull == nil { pull = OwnedTask { await self.pullNext() } }
        turn += 1
        let timer = OwnedTask { [turn, interval, continuation] in
            try? await Task.sleep(for: interval)
            if !Task.isCancelled { continuation.yield(.tick(turn)) }
        }
        defer { timer.cancel() }
        while pulled == nil {
            var signals = signals
            let signal = await signals.next(isolation: self)
            self.signals = signals
            switch signal {
            case .tick(let number) where number == turn && pulled == nil: return .silence
            case .tick, .pulled: continue
            case nil: throw CancellationError()
            }
        }
        let value = try pulled?.get()
        pulled = nil
        pull = nil
        return value.map { .value($0) }
    }

    /// Cancels the stream if it has not ended. Call this when no one reads on.
    func stop() {
        pull?.cancel()
        continuation.finish()
    }

    private func pullNext() async {
        var values = values
        do { pulled = .success(try await values.next(isolation: self)) } catch { pulled = .failure(error) }
        self.values = values
        continuation.yield(.pulled)
    }
}
