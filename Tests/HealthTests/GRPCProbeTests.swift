import ComposeModel
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Testing

@testable import Health

@Suite struct GRPCProbeTests {
    @Test func servingServerIsReady() async throws {
        let outcome = try await check(service: "")
        #expect(outcome.succeeded, "\(outcome.message)")
        #expect(outcome.message == "SERVING")
    }

    @Test func serviceIsAskedByName() async throws {
        let outcome = try await check(service: "temporal.api.workflowservice.v1.WorkflowService")
        #expect(!outcome.succeeded)
        #expect(outcome.message == "NOT_SERVING")
    }

    @Test func unknownServiceIsToldByName() async throws {
        let outcome = try await check(service: "nobody")
        #expect(!outcome.succeeded)
        #expect(outcome.message == "unknown service \"nobody\"")
    }

    @Test func serverWithoutHealthServiceIsTold() async throws {
        let outcome = try await withServer(services: []) { port in
            await ProbeFactory.check(.grpc(port: port, service: ""))
        }
        #expect(!outcome.succeeded)
        #expect(outcome.message == "the server has no grpc.health.v1.Health")
    }

    @Test func answerThatIsNoMessageIsTold() async throws {
        let outcome = try await check(service: "garbage")
        #expect(!outcome.succeeded)
        #expect(outcome.message == "the answer is not a HealthCheckResponse")
    }

    @Test(
        arguments: [
            ([], .unknown),
            ([0x08, 0x01], .serving),
            ([0x08, 0x02], .notServing),
            ([0x08, 0x03], .serviceUnknown),
            ([0x08, 0x96, 0x01], .other(150)),
            // Fields of every wire type that we do not know, before and after.
            (
                [0x12, 0x02, 0xAA, 0xBB, 0x08, 0x01, 0x1D, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x28, 0x05],
                .serving
            ),
            ([0x08], nil),
            ([0x08, 0xFF], nil),
            ([0x12, 0x05, 0x00], nil),
            ([0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], nil),
            ([0x0B], nil),
            ([0x00, 0x00], nil),
            (Array(repeating: 0xFF, count: 64), nil),
        ] as [([UInt8], GRPCServingStatus?)]
    )
    func responseBytesAreRead(bytes: [UInt8], status: GRPCServingStatus?) {
        #expect(GRPCServingStatus(response: bytes) == status)
    }

    @Test func requestIsAnEmptyMessageForTheServerItself() {
        #expect(GRPCServingStatus.request(service: "").isEmpty)
        #expect(GRPCServingStatus.request(service: "ab") == [0x0A, 2, 0x61, 0x62])
        let long = GRPCServingStatus.request(service: String(repeating: "x", count: 300))
        #expect(long.prefix(3) == [0x0A, 0xAC, 0x02] && long.count == 303)
    }

    private func check(service: String) async throws -> ProbeOutcome {
        try await withServer(services: [FakeHealthService()]) { port in
            await ProbeFactory.check(.grpc(port: port, service: service))
        }
    }

    private func withServer<Value: Sendable>(
        services: [any RegistrableRPCService],
        _ body: @Sendable (UInt16) async throws -> Value
    ) async throws -> Value {
        let server = GRPCServer(
            transport: .http2NIOPosix(
                address: .ipv4(host: "127.0.0.1", port: 0),
                transportSecurity: .plaintext
            ),
            services: services
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serve() }
            let address = try await server.listeningAddress
            let value = try await body(UInt16(try #require(address?.ipv4?.port)))
            server.beginGracefulShutdown()
            group.cancelAll()
            return value
        }
    }
}

/// Answers by the name of the service that is asked for.
private struct FakeHealthService: RegistrableRPCService {
    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        router.registerHandler(
            forMethod: MethodDescriptor(fullyQualifiedService: "grpc.health.v1.Health", method: "Check"),
            deserializer: Bytes(),
            serializer: Bytes()
        ) { request, _ in
            let message = try await ServerRequest(stream: request).message
            let answer: [UInt8] =
                switch String(decoding: message.dropFirst(2), as: UTF8.self) {
                case "": [0x08, 0x01]
                case "temporal.api.workflowservice.v1.WorkflowService": [0x08, 0x02]
                case "garbage": [0xFF]
                default: throw RPCError(code: .notFound, message: "unknown service")
                }
            return StreamingServerResponse(single: ServerResponse(message: answer))
        }
    }

    private struct Bytes: MessageSerializer, MessageDeserializer {
        func serialize<Target: GRPCContiguousBytes>(_ message: [UInt8]) -> Target { Target(message) }
        func deserialize<Source: GRPCContiguousBytes>(_ bytes: Source) -> [UInt8] { bytes.withUnsafeBytes(Array.init) }
    }
}
