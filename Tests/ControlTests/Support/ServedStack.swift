import ControlAPI
import ControlClient
import ControlServer
import FoundationEssentials
import LogAnalysis
import Logging

/// A control server on a socket of its own, for as long as `body` runs.
enum ServedStack {
    /// - Parameter body: gets the path of the socket, and a client of it.
    static func with(
        _ control: any StackControl,
        masker: @escaping @Sendable () async -> SecretMasker? = { nil },
        environment: @escaping @Sendable (String) async -> [String: String]? = { _ in nil },
        metrics: [MetricFamily] = [],
        acceptInputs: @escaping @Sendable ([PipedInput]) async -> Void = { _ in },
        beat: Duration = .seconds(4),
        product: String? = nil,
        _ body: @Sendable (String, ControlClient) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/control-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/s.sock"
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = ControlServer(
            control: control,
            masker: masker,
            environment: environment,
            metrics: { metrics },
            acceptInputs: acceptInputs,
            beat: beat,
            socketPath: path,
            product: product,
            logger: logger
        )
        let (listening, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let serving = Task {
            defer { continuation.finish() }
            try await server.run(onListening: { continuation.yield() })
        }
        for await _ in listening { break }
        do { try await body(path, ControlClient(socketPath: path)) } catch {
            serving.cancel()
            _ = await serving.result
            throw error
        }
        serving.cancel()
        _ = await serving.result
    }
}
