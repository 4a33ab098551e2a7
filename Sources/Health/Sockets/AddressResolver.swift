import NIOCore
import NIOPosix
import Synchronization

/// Resolves the address of a probe to a socket address.
enum AddressResolver {
    /// Numeric addresses and `localhost` are resolved at once, other names with getaddrinfo(3) on a thread pool. That call cannot
    /// be cancelled and may continue after the deadline or a cancellation.
    static func resolve(
        _ address: ProbeAddress,
        until deadline: ContinuousClock.Instant
    ) async throws(ProbeFailure) -> SocketAddress {
        let host = address.host == "localhost" ? "127.0.0.1" : address.host
        if let numeric = try? SocketAddress(ipAddress: host, port: Int(address.port)) { return numeric }

        let answer = Answer()
        NIOThreadPool.singleton.submit { _ in
            let resolved = try? SocketAddress.makeAddressResolvingHost(host, port: Int(address.port))
            answer.finish(
                resolved.map { .success($0) } ?? .failure(ProbeFailure(.unreachable, "unknown host \(host)"))
            )
        }
        let timer = Task {
            try? await Task.sleep(until: deadline, clock: .continuous)
            answer.finish(.failure(.timedOut("the host name \(host) was not resolved")))
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            await answer.value()
        } onCancel: {
            answer.finish(.failure(.cancelled))
        }.get()
    }

    /// A one-shot result: the first value wins.
    private final class Answer: Sendable {
        typealias Value = Result<SocketAddress, ProbeFailure>

        private enum State {
            case empty
            case waiting(CheckedContinuation<Value, Never>)
            case done(Value)
        }

        private let state = Mutex(State.empty)

        func finish(_ value: Value) {
            let continuation: CheckedContinuation<Value, Never>? = state.withLock { state in
                switch state {
                case .empty:
                    state = .done(value)
                    return nil
                case .waiting(let continuation):
                    state = .done(value)
                    return continuation
                case .done:
                    return nil
                }
            }
            continuation?.resume(returning: value)
        }

        func value() async -> Value {
            await withCheckedContinuation { continuation in
                let value: Value? = state.withLock { state in
                    if case .done(let value) = state { return value }
                    state = .waiting(continuation)
                    return nil
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }
}
