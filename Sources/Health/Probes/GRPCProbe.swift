import GRPCCore
import GRPCNIOTransportHTTP2Posix
import NIOCore
import NIOPosix

/// A gRPC server: ready when `grpc.health.v1.Health/Check` returns `SERVING`.
///
/// Each check opens its own connection with ``ProbeSocket``, as other probes do. A refused connection costs almost nothing, and
/// no channel remains with a backoff that would delay the next check.
struct GRPCProbe: ProtocolProbe {
    let kind = "grpc"
    let port: PortReference
    /// The service to check; empty for the server as a whole.
    let service: String
    let loops: LazyEventLoopGroup
    let reactor: SocketReactor

    private static let method = MethodDescriptor(fullyQualifiedService: "grpc.health.v1.Health", method: "Check")

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        let address = try await AddressResolver.resolve(try port.address(), until: deadline)
        let descriptor = try await ProbeSocket.connect(to: address, reactor: reactor, until: deadline).release()
        let group = loops.group
        let status = try await Deadline.run(until: deadline, waitingFor: "no gRPC answer") {
            do {
                return .success(try await check(descriptor, on: group, until: deadline))
            } catch {
                return .failure(failure(error))
            }
        }
        guard status == .serving else { throw ProbeFailure(.notReady, "\(status)") }
        return "\(status)"
    }

    private func check(
        _ descriptor: Int32,
        on group: any EventLoopGroup,
        until deadline: ContinuousClock.Instant
    ) async throws -> GRPCServingStatus {
        // Servers reject requests without an authority, and an adopted socket does not provide one.
        let configuration = HTTP2ClientTransport.WrappedChannel.Config.defaults { $0.http2.authority = "localhost" }
        let transport = try await HTTP2ClientTransport.WrappedChannel.wrapping(config: configuration) { configure in
            try await ClientBootstrap(group: group).withConnectedSocket(descriptor) { configure($0) }
        }
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            let client = GRPCClient(transport: transport)
            tasks.addTask { try await client.runConnections() }
            // Closes the connection even if the peer never completes a graceful shutdown.
            defer { tasks.cancelAll() }
            var options = CallOptions.defaults
            options.timeout = ContinuousClock.now.duration(to: deadline)
            options.waitForReady = false
            let answer = try await client.unary(
                request: ClientRequest(message: GRPCServingStatus.request(service: service)),
                descriptor: Self.method,
                serializer: RawSerializer(),
                deserializer: RawDeserializer(),
                options: options
            ) { try $0.message }
            guard let status = GRPCServingStatus(response: answer) else {
                throw ProbeFailure(.unexpectedAnswer, "the answer is not a HealthCheckResponse")
            }
            client.beginGracefulShutdown()
            return status
        }
    }

    private func failure(_ error: any Error) -> ProbeFailure {
        switch error {
        case let error as ProbeFailure: return error
        case is CancellationError: return .cancelled
        case let error as RPCError:
            switch error.code {
            case .notFound: return ProbeFailure(.notReady, "unknown service \"\(service)\"")
            case .unimplemented: return ProbeFailure(.unexpectedAnswer, "the server has no grpc.health.v1.Health")
            case .deadlineExceeded: return .timedOut("no gRPC answer")
            case .cancelled: return .cancelled
            default: return ProbeFailure(.unexpectedAnswer, "\(error.code): \(error.message)")
            }
        default: return ProbeFailure(.unexpectedAnswer, "\(error)")
        }
    }
}

/// Passes bytes through, since ``GRPCServingStatus`` encodes the messages itself.
private struct RawSerializer: MessageSerializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) -> Bytes { Bytes(message) }
}

private struct RawDeserializer: MessageDeserializer {
    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) -> [UInt8] { bytes.withUnsafeBytes(Array.init) }
}
