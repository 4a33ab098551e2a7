import NIOCore
import Synchronization

/// Speaks to a Docker Engine, or to Podman's compatible socket.
///
/// Every call has a connection of its own, so that an engine that goes down is noticed at once. All calls throw
/// ``EngineError``, are bounded by ``EngineTimeouts``, and end with `cancelled` when their task is cancelled. The API's
/// version is agreed on with the first call, and again after ``reset()``.
package final class EngineClient: Sendable {
    /// Where the engine listens.
    package let endpoint: EngineEndpoint
    let timeouts: EngineTimeouts
    let liveness: LivenessMonitor
    private let transport: EngineTransport
    private let agreed = Mutex<EngineInfo?>(nil)

    /// No answer that is read as a whole is longer.
    private static let bodyLimit = 64 << 20

    /// A client that has asked for nothing yet.
    ///
    /// - Parameters:
    ///   - threads: how many threads take the answers in; attached containers are spread over them.
    ///   - environment: where the `ssh` program is searched, and what it gets; for ssh endpoints.
    package init(
        endpoint: EngineEndpoint,
        timeouts: EngineTimeouts = EngineTimeouts(),
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
            _ = try await Self.ping(transport, within: timeouts.livenessAnswer)
        }
    }

    /// Agrees on a version anew with the next call: the engine may be another one.
    package func reset() { agreed.withLock { $0 = nil } }

    /// Whether the engine answers, and which it is. Always asks, over a new connection.
    ///
    /// - Parameter patience: how long it may take; nil: as long as any call.
    package func ping(within patience: Duration? = nil) async throws(EngineError) -> EngineInfo {
        let head = try await Self.ping(transport, within: patience ?? timeouts.request)
        let version = head["api-version"].flatMap { APIVersion($0) } ?? APIVersion.minimum
        guard version >= APIVersion.minimum else {
            throw EngineError(
                .versionMismatch,
                "the engine at \(endpoint) speaks API \(version), and \(APIVersion.minimum) is needed",
                remedy: "update Docker to 20.10 or newer"
            )
        }
        let info = EngineInfo(
            apiVersion: min(version, APIVersion.maximum),
            server: head["server"],
            builderVersion: head["builder-version"]
        )
        agreed.withLock { $0 = info }
        return info
    }

    /// What was agreed on with the engine; asks only where nothing was yet.
    package func info() async throws(EngineError) -> EngineInfo {
        if let info = agreed.withLock({ $0 }) { return info }
        return try await ping()
    }

    private static func ping(
        _ transport: EngineTransport,
        within patience: Duration
    ) async throws(EngineError) -> ResponseHead {
        var request = EngineRequest(.get, "/_ping")
        request.isVersioned = false
        let timing = ResponseTiming(head: patience, body: .whole(patience), failure: patience)
        let answer = try await transport.open(request, version: nil, timing: timing)
        let body = try await answer.body.collect(upTo: 64 << 10)
        guard answer.head.status < 400 else {
            throw EngineErrorClassifier.error(status: answer.head.status, body: body.readableBytesView)
        }
        return answer.head
    }

    // MARK: Calls

    /// Sends a request whose answer says no more than that it was done; its status, which is below 400.
    @discardableResult
    func perform(_ request: EngineRequest, patience: Duration? = nil) async throws(EngineError) -> Int {
        try await whole(request, patience).status
    }

    /// Sends a request and decodes the answer.
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
        return (answer.head.status, try await answer.body.collect(upTo: Self.bodyLimit))
    }

    /// Sends a request and returns with the head of the answer, which is no error.
    ///
    /// - Parameters:
    ///   - patience: for a call that may be silent as long as the engine is alive; nil for others.
    ///   - makeSink: makes what the bytes of a hijacked connection are pushed to.
    func open(
        _ request: EngineRequest,
        _ timing: ResponseTiming,
        watched patience: LivenessMonitor.Patience? = nil,
        makeSink: ChannelSetup.MakeSink? = nil
    ) async throws(EngineError) -> (head: ResponseHead, body: ResponseBody) {
        let version = request.isVersioned ? try await info().apiVersion : nil
        let answer = try await transport.open(request, version: version, timing: timing, makeSink: makeSink) {
            if let patience { liveness.watch($0, patience) }
        }
        guard answer.head.status >= 400 else { return answer }
        let text = try await answer.body.collect(upTo: 1 << 20)
        throw EngineErrorClassifier.error(status: answer.head.status, body: text.readableBytesView)
    }

    /// The same for a call that lasts as long as it likes while the engine is alive.
    ///
    /// - Parameter boundsHead: whether the head has to come in time; Podman's `wait` sends it with its answer.
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

    /// `{"label":["a=b","c"]}`, as the engine's filters are written.
    static func filters(labels: [String: String?]) throws(EngineError) -> String {
        let words = labels.map { key, value in value.map { "\(key)=\($0)" } ?? key }.sorted()
        return try filters(["label": words])
    }

    static func filters(_ filters: [String: [String]]) throws(EngineError) -> String {
        String(decoding: try EngineJSON.encode(filters), as: UTF8.self)
    }
}
