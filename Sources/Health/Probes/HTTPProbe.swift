import NIOHTTP1

/// An HTTP server: ready when a GET returns a status below 400 or, if statuses are configured, one of those. Each check uses
/// its own connection, and redirects are not followed.
///
/// Probes are most of what an idle supervisor does, so the exchange is written here. With AsyncHTTPClient, and a login for
/// each check of PostgreSQL, a supervisor of sixteen services took 1.0 % of a core; now it takes 0.5 %.
struct HTTPProbe: ProtocolProbe {
    let kind = "http"
    let port: PortReference
    let path: String
    let headers: [String: String]
    let statuses: [Int]
    let reactor: SocketReactor

    /// The number of bytes read of a body, so that the server can usually finish its response.
    private static let bodyLimit = 64 * 1024
    /// The time limit for reading a body, since the status has already decided the outcome.
    private static let bodyTime = Duration.milliseconds(250)

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        let address = try port.address()
        let request = try request(to: address)
        let target = try await AddressResolver.resolve(address, until: deadline)
        let socket = try await ProbeSocket.connect(to: target, reactor: reactor, until: deadline)
        try await socket.send(request, until: deadline)
        let (status, body) = try await Self.response(from: socket, until: deadline)
        let line = "HTTP \(status.code) \(status.reason)"
        let isReady = statuses.isEmpty ? status.code < 400 : statuses.contains(status.code)
        guard isReady else { throw ProbeFailure(.notReady, body.isEmpty ? line : "\(line): \(body)") }
        return line
    }

    private func request(to address: ProbeAddress) throws(ProbeFailure) -> [UInt8] {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        var fields: HTTPHeaders = [
            "Host": "\(host):\(address.port)", "User-Agent": "cpadev-probe", "Connection": "close", "Accept": "*/*",
        ]
        for (name, value) in headers { fields.replaceOrAdd(name: name, value: value) }
        var text = "GET \(path.hasPrefix("/") ? "" : "/")\(Self.encoded(path)) HTTP/1.1\r\n"
        for (name, value) in fields {
            guard !(name + value).utf8.contains(where: { $0 < 0x20 && $0 != UInt8(ascii: "\t") }) else {
                throw ProbeFailure(.unreachable, "the header \(name) contains a control character")
            }
            text += "\(name): \(value)\r\n"
        }
        return Array((text + "\r\n").utf8)
    }

    /// A path with bytes that cannot be in a request line percent-encoded.
    private static func encoded(_ path: String) -> String {
        guard path.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) else { return path }
        return path.utf8.map { byte in
            guard byte <= 0x20 || byte >= 0x7F else { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
        }
        .joined()
    }

    private static func response(
        from socket: borrowing ProbeSocket,
        until deadline: ContinuousClock.Instant
    ) async throws(ProbeFailure) -> (HTTPResponseReader.Status, body: String) {
        var reader = HTTPResponseReader()
        var end = deadline
        while !reader.isComplete, reader.bodyCount < bodyLimit {
            do throws(ProbeFailure) {
                let bytes = try await socket.receive(atMost: 16 * 1024, until: end)
                if bytes.isEmpty { break }
                try reader.feed(bytes)
            } catch {
                // What has been received of the body suffices.
                if reader.hasHead, error.code != .cancelled { break }
                throw error.code == .timedOut ? .timedOut("no HTTP answer") : error
            }
            if reader.hasHead { end = min(end, .now + bodyTime) }
        }
        guard reader.hasHead, let status = reader.status else {
            throw reader.isEmpty ? .closed : ProbeFailure(.closed, "the answer was cut off")
        }
        return (status, ProbeMessage.text(reader.body))
    }
}
