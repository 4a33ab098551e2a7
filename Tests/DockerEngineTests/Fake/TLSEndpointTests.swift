import TestSupport
import Testing

@testable import DockerEngine

/// Engines on a port, with TLS and without.
@Suite(.enabled(if: TLSEngine.isPossible)) struct TLSEndpointTests {
    private func client(_ engine: TLSEngine, host: String = "127.0.0.1", _ files: TLSFiles?) -> EngineClient {
        EngineClient(
            endpoint: .tcp(host: host, port: engine.port, tls: files),
            timeouts: EngineTimeouts(connect: .seconds(5), request: .seconds(5))
        )
    }

    private func code(_ client: EngineClient) async -> EngineError.Code? {
        do {
            _ = try await client.ping()
            return nil
        } catch { return error.code }
    }

    @Test func bothSidesShowTheirCertificates() async throws {
        let engine = try await TLSEngine()
        #expect(try await client(engine, engine.files).ping().apiVersion == APIVersion(1, 43))
        #expect(try await client(engine, host: "localhost", engine.files).ping().apiVersion == APIVersion(1, 43))
    }

    @Test func anEngineOfAnotherAuthorityIsNotSpokenTo() async throws {
        let engine = try await TLSEngine()
        var files = engine.files
        files.authority = engine.folder.path + "/stranger.pem"
        #expect(await code(client(engine, files)) == .unreachable)
        files.verifiesEngine = false
        #expect(await code(client(engine, files)) == nil)
    }

    @Test func aClientWithoutACertificateIsTurnedAway() async throws {
        let engine = try await TLSEngine()
        let files = TLSFiles(authority: engine.files.authority)
        let code = await code(client(engine, files))
        #expect([.unreachable, .connectionLost].contains(code))
    }

    @Test func speakingPlainlyToAPortWithTLSSaysSo() async throws {
        let engine = try await TLSEngine()
        let code = await code(client(engine, nil))
        #expect([.malformedResponse, .connectionLost].contains(code))
    }

    @Test func filesThatAreNotThereAreTold() async throws {
        let engine = try await TLSEngine()
        var files = engine.files
        files.key = "/nonexistent/key.pem"
        #expect(await code(client(engine, files)) == .invalidConfiguration)
    }

    @Test func aPortThatNobodyListensAtIsUnreachable() async throws {
        let endpoint = EngineEndpoint.tcp(host: "127.0.0.1", port: 1, tls: nil)
        #expect(await code(EngineClient(endpoint: endpoint, timeouts: .short)) == .unreachable)
        let nowhere = EngineEndpoint.tcp(host: "nowhere.invalid", port: 1, tls: nil)
        #expect(await code(EngineClient(endpoint: nowhere, timeouts: .short)) == .unreachable)
    }
}
