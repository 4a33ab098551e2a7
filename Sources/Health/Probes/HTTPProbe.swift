import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// An HTTP server: ready when a GET returns a status below 400 or, if statuses are configured, one of those. Each check uses
/// its own connection, and redirects are not followed.
struct HTTPProbe: ProtocolProbe {
    let kind = "http"
    let port: PortReference
    let path: String
    let headers: [String: String]
    let statuses: [Int]
    let clients: ProbeClients
    let knock: PortPreflight

    /// The number of bytes read of a body, so that the server can usually finish its response.
    private static let bodyLimit = 64 * 1024
    /// The time limit for reading a body, since the status has already decided the outcome.
    private static let bodyTime = Duration.milliseconds(250)

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        let address = try port.address()
        try await knock(address, until: deadline)
        do {
            let message = try await get(address, until: deadline)
            knock.record(succeeded: true)
            return message
        } catch {
            knock.record(succeeded: false)
            throw error
        }
    }

    private func get(
        _ address: ProbeAddress,
        until deadline: ContinuousClock.Instant
    ) async throws(ProbeFailure) -> String {
        let request = request(to: address)
        let client = try clients.http()
        return try await Deadline.run(until: deadline, waitingFor: "no HTTP answer") {
            let left = ContinuousClock.now.duration(to: deadline)
            do {
                let response = try await client.execute(request, timeout: TimeAmount(left))
                let status = Int(response.status.code)
                let line = "HTTP \(status) \(response.status.reasonPhrase)"
                let body = await Self.beginning(of: response.body, until: deadline)
                if statuses.isEmpty ? status < 400 : statuses.contains(status) { return .success(line) }
                return .failure(ProbeFailure(.notReady, body.isEmpty ? line : "\(line): \(body)"))
            } catch {
                return .failure(Self.failure(error))
            }
        }
    }

    private func request(to address: ProbeAddress) -> HTTPClientRequest {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        var request = HTTPClientRequest(url: "http://\(host):\(address.port)\(path.hasPrefix("/") ? "" : "/")\(path)")
        request.headers.add(name: "User-Agent", value: "cpadev-probe")
        request.headers.add(name: "Connection", value: "close")
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        return request
    }

    /// The start of the body as text.
    private static func beginning(
        of body: HTTPClientResponse.Body,
        until deadline: ContinuousClock.Instant
    ) async -> String {
        let end = min(deadline, .now + bodyTime)
        let text = try? await Deadline.run(until: end, waitingFor: "the body") {
            var text: [UInt8] = []
            var count = 0
            do {
                for try await buffer in body {
                    count += buffer.readableBytes
                    if text.count < ProbeMessage.limit { text += buffer.readableBytesView.prefix(ProbeMessage.limit) }
                    if count >= bodyLimit { break }
                }
            } catch {
                // Show what has been received.
            }
            return Result<String, ProbeFailure>.success(ProbeMessage.text(text))
        }
        return text ?? ""
    }

    private static func failure(_ error: any Error) -> ProbeFailure {
        switch error {
        case is CancellationError: .cancelled
        case let error as HTTPClientError: failure(error)
        case let error as IOError: SocketError.failure(error.errnoCode)
        case let error as HTTPParserError: ProbeFailure(.unexpectedAnswer, "invalid HTTP: \(error)")
        default: ProbeFailure(.unexpectedAnswer, "\(error)")
        }
    }

    private static func failure(_ error: HTTPClientError) -> ProbeFailure {
        switch error {
        case .cancelled: .cancelled
        case .deadlineExceeded, .connectTimeout, .readTimeout: .timedOut("no HTTP answer")
        case .remoteConnectionClosed: .closed
        default: ProbeFailure(.unexpectedAnswer, error.shortDescription)
        }
    }
}
