import Foundations
import NIOCore
import NIOPosix

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

        let answer = Promise<Result<SocketAddress, ProbeFailure>>()
        NIOThreadPool.singleton.submit { _ in
            let resolved = try? SocketAddress.makeAddressResolvingHost(host, port: Int(address.port))
            answer.fulfil(
                resolved.map { .success($0) } ?? .failure(ProbeFailure(.unreachable, "unknown host \(host)"))
            )
        }
        let timer = OwnedTask {
            try? await Task.sleep(until: deadline, clock: .continuous)
            answer.fulfil(.failure(.timedOut("the host name \(host) was not resolved")))
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            await answer.value()
        } onCancel: {
            answer.fulfil(.failure(.cancelled))
        }.get()
    }
}
