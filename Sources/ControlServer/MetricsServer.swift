package import ControlAPI
import FoundationEssentials
import Foundations
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix

/// Serves `GET /metrics` on a port of the loopback address, for a Prometheus that cannot read the control socket.
package struct MetricsServer: Sendable {
    private let metrics: @Sendable () async -> [MetricFamily]
    private let announce: @Sendable (String) async -> Void
    private let retryInterval: Duration
    private let logger: Logger
    /// `MetricsSettings.hostName`
    private static let containerName = "cpadev"

    /// - Parameters:
    ///   - announce: tells the user that the port is taken.
    ///   - retryInterval: how often to try a taken port again. No event tells when it becomes free.
    package init(
        metrics: @escaping @Sendable () async -> [MetricFamily],
        announce: @escaping @Sendable (String) async -> Void,
        retryInterval: Duration = .seconds(5),
        logger: Logger
    ) {
        self.metrics = metrics
        self.announce = announce
        self.retryInterval = retryInterval
        self.logger = logger
    }

    /// Serves on the port that is wanted, which may change, until the task is cancelled.
    /// - Parameters:
    ///   - port: the port that is wanted now; nil: none.
    ///   - changes: signals that it may have changed.
    package func run(port: @escaping @Sendable () async -> UInt16?, changes: AsyncStream<Void>) async {
        var current: (port: UInt16, task: OwnedTask<Void>)?
        func follow() async {
            let wanted = await port()
            guard wanted != current?.port else { return }
            current?.task.cancel()
            await current?.task.value
            current = wanted.map { port in (port, OwnedTask { await serve(port) }) }
        }
        await follow()
        for await _ in changes { await follow() }
        current?.task.cancel()
        await current?.task.value
    }

    private func serve(_ port: UInt16) async {
        var isTold = false
        while !Task.isCancelled {
            do {
                try await listen(port)
            } catch {
                if !isTold, !Task.isCancelled {
                    await announce("metrics: cannot listen on 127.0.0.1:\(port): \(error); trying again")
                }
                isTold = true
            }
            try? await Task.sleep(for: retryInterval)
        }
    }

    private func listen(_ port: UInt16) async throws {
        let router = Router()
        router.get("metrics") { request, _ in
            // A page of a foreign site could reach the port under a name of its own.
            guard Self.isLocal(request.head.authority) else { return Response(status: .misdirectedRequest) }
            return PrometheusText.response(await metrics())
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let app = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: Int(port))),
            eventLoopGroupProvider: .shared(group),
            logger: logger
        )
        let result: Result<Void, any Error>
        do { result = .success(try await app.run()) } catch { result = .failure(error) }
        try? await group.shutdownGracefully()
        try result.get()
    }

    /// Whether a request names this machine by its address, as `localhost`, or as containers do.
    static func isLocal(_ authority: String?) -> Bool {
        guard let authority else { return true }
        let host = authority.split(separator: ":").first.map(String.init) ?? ""
        return host == "localhost" || host == containerName
            || host.split(separator: ".").count == 4 && host.allSatisfy { $0.isNumber || $0 == "." }
    }
}

extension PrometheusText {
    static func response(_ families: [MetricFamily]) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4"],
            body: .init(byteBuffer: ByteBuffer(string: render(families)))
        )
    }
}
