import NIOCore
import NIOHTTP1
import Synchronization

/// A client for Docker Engine, or for Podman's compatible socket.
///
/// Each call opens its own connection, so an engine that goes down is noticed at once. All calls throw ``EngineError``,
/// are bounded by ``EngineTimeouts``, and fail with `cancelled` when their task is cancelled. The API version is
/// negotiated on the first call, and again after ``reset()``.
package final class EngineClient: Sendable {
    /// Where the engine listens.
    package let endpoint: EngineEndpoint
    let timeouts: EngineTimeouts
    let liveness: LivenessMonitor
    private let transport: EngineTransport
    private let agreed = Mutex<EngineInfo?>(nil)

    /// The size limit of a response that is read as a whole.
    private static let bodyLimit = 64 << 20

    /// Creates a client. Nothing is sent until the first call.
    ///
    /// - Parameters:
    ///   - threads: the number of event loop threads. Attached containers are distributed over them.
    ///   - environment: the environment of `ssh`, whose `PATH` locates the program; for SSH endpoints.
    package init(
        endpoint: EngineEndpoint,
        timeouts: EngineTimeouts = .standard,
        threads: Int = 2,
        environment: [String: String] = [:]
    ) {
        self.endpoint = endpoint
        self.timeouts = timeouts
        let transport = EngineTransport(
            endpoint: endpoint,
            timeouts: timeouts,
            threads: threads,
            environment: environment
        )
        self.transport = transport
        liveness = LivenessMonitor(interval: timeouts.livenessInterval) { () async throws(EngineError) in
            _ = try await Self.ping(transport, within: timeouts.livenessTimeout)
        }
    }

    /// Discards the negotiated version, because the endpoint may now be a different engine. The next call negotiates again.
    package func reset() { agreed.withLock { $0 = nil } }

    /// Pings the engine over a new connection and negotiates the API version.
    ///
    /// - Parameter patience: the timeout, or nil for the timeout of any request.
    package func ping(within patience: Duration? = nil) async throws(EngineError) -> EngineInfo {
        let head = try await Self.ping(transport, within: patience ?? timeouts.request)
        let version = head.headers.first(name: "api-version").flatMap { APIVersion($0) } ?? APIVersion.minimum
        guard version >= APIVersion.minimum else {
            throw EngineError(
                .versionMismatch,
                "the engine at \(endpoint) supports API \(version), but at least \(APIVersion.minimum) is required",
                remedy: "update Docker to 20.10 or newer"
            )
        }
        let info = EngineInfo(
            apiVersion: min(version, APIVersion.maximum),
            server: head.headers.first(name: "server"),
            builderVersion: head.headers.first(name: "builder-version")
        )
        agreed.withLock { $0 = info }
        return info
    }

    /// Returns the negotiated version; pings the engine only if there is none yet.
    package func info() async throws(EngineError) -> EngineInfo {
        if let info = agreed.withLock({ $0 }) { return info }
        return try await ping()
    }

    private static func ping(
        _ transport: EngineTransport,
        within patience: Duration
    ) async throws(EngineError) -> HTTPResponseHead {
        var request = EngineRequest(.get, "/_ping")
        request.isVersioned = false
        let timing = ResponseTiming(head: patience, body: .whole(patience), failure: patience)
        let answer = try await transport.open(request, version: nil, timing: timing)
        let body = try await answer.body.collect(upTo: 64 << 10)
        guard answer.head.status.code < 400 else {
            throw EngineErrorClassifier.error(status: Int(answer.head.status.code), body: body.readableBytesView)
        }
        return answer.head
    }

    /// Returns the engine's full version. Takes a few milliseconds; ``ping(within:)`` is faster.
    package func version() async throws(EngineError) -> EngineVersion {
        var request = EngineRequest(.get, "/version")
        request.isVersioned = false
        return try await value(EngineVersion.self, request)
    }

    // MARK: Calls

    /// Sends a request whose response body is not needed. Returns the status, which is below 400.
    @discardableResult
    func perform(_ request: EngineRequest, patience: Duration? = nil) async throws(EngineError) -> Int {
        try await whole(request, patience).status
    }

    /// Sends a request and decodes the response.
    func value<Value: Decodable>(
        _ type: Value.Type,
        _ request: EngineRequest,
        patience: Duration? = nil
    ) async throws(EngineError) -> Value {
        try EngineJSON.decode(type, from: try await whole(request, patience).body.readableBytesView)
    }

    private func whole(
        _ request: EngineRequest,
        _ patience: Duration?
    ) async throws(EngineError) -> (status: Int, body: ByteBuffer) {
        let limit = patience ?? timeouts.request
        let answer = try await open(request, timing(head: limit, body: .whole(timeouts.request)))
        return (Int(answer.head.status.code), try await answer.body.collect(upTo: Self.bodyLimit))
    }

    /// Sends a request and returns once the response head has arrived. Throws if the status is 400 or higher.
    ///
    /// - Parameters:
    ///   - patience: the liveness policy of a call without a time limit; nil for other calls.
    ///   - makeSink: creates the sink that receives the bytes of a hijacked connection.
    func open(
        _ request: EngineRequest,
        _ timing: ResponseTiming,
        watched patience: LivenessMonitor.Patience? = nil,
        makeSink: ChannelSetup.MakeSink? = nil
    ) async throws(EngineError) -> (head: HTTPResponseHead, body: ResponseBody) {
        let version = request.isVersioned ? try await info().apiVersion : nil
        let answer = try await transport.open(request, version: version, timing: timing, makeSink: makeSink) {
            if let patience { liveness.watch($0, patience) }
        }
        guard answer.head.status.code >= 400 else { return answer }
        let text = try await answer.body.collect(upTo: 1 << 20)
        throw EngineErrorClassifier.error(status: Int(answer.head.status.code), body: text.readableBytesView)
    }

    /// Opens a call that may last as long as the engine is alive.
    ///
    /// - Parameter boundsHead: whether the head has a time limit. Podman's `wait` sends it only with the result.
    func openLasting(
        _ request: EngineRequest,
        _ patience: LivenessMonitor.Patience,
        boundsHead: Bool = true,
        makeSink: ChannelSetup.MakeSink? = nil
    ) async throws(EngineError) -> ResponseBody {
        let timing = timing(head: boundsHead ? timeouts.request : nil, body: .none)
        return try await open(request, timing, watched: patience, makeSink: makeSink).body
    }

    func timing(head: Duration?, body: ResponseTiming.BodyLimit) -> ResponseTiming {
        ResponseTiming(head: head, body: body, failure: timeouts.request)
    }

    /// Label filters in the format of the API: `{"label":["a=b","c"]}`.
    static func filters(labels: [String: String?]) throws(EngineError) -> String {
        let words = labels.map { key, value in value.map { "\(key)=\($0)" } ?? key }.sorted()
        return try filters(["label": words])
    }

    static func filters(_ filters: [String: [String]]) throws(EngineError) -> String {
        String(decoding: try EngineJSON.encode(filters), as: UTF8.self)
    }
}
