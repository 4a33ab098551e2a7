import GRPCCore
import GRPCNIOTransportHTTP2Posix
import NIOCore
import NIOPosix

/// gRPC: `grpc.health.v1.Health/Check` answers `SERVING`.
///
/// Each check has a connection of its own, made by the same means as the other probes': a refused one costs next to
/// nothing, and no channel stays behind with a backoff that would hold up the next check.
struct GRPCProbe: ProtocolProbe {
    let kind = "grpc"
    let port: PortReference
    /// Empty: the server as a whole.
    let service: String
    let clients: ProbeClients
    let reactor: SocketReactor

    private static let method = MethodDescriptor(fullyQualifiedService: "grpc.health.v1.Health", method: "Check")

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        let address = try await AddressResolver.resolve(try port.address(), until: deadline)
        let descriptor = try await ProbeSocket.connect(to: address, reactor: reactor, until: deadline).release()
        let group = clients.eventLoopGroup()
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
        // Servers refuse a request that names no host, and an adopted socket has no name of its own.
        let configuration = HTTP2ClientTransport.WrappedChannel.Config.defaults { $0.http2.authority = "localhost" }
        let transport = try await HTTP2ClientTransport.WrappedChannel.wrapping(config: configuration) { configure in
            try await ClientBootstrap(group: group).withConnectedSocket(descriptor) { configure($0) }
        }
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            let client = GRPCClient(transport: transport)
            tasks.addTask { try await client.runConnections() }
            // Ends the connection also where the peer has no manners.
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

/// The messages are encoded by hand, see ``GRPCServingStatus``; here they are bytes.
private struct RawSerializer: MessageSerializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) -> Bytes { Bytes(message) }
}

private struct RawDeserializer: MessageDeserializer {
    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) -> [UInt8] { bytes.withUnsafeBytes(Array.init) }
}
