import AsyncHTTPClient
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1

/// Requests to servers of the monitoring profile.
enum MonitoringHTTP {
    /// Fails at once if nothing listens, and follows no redirect to another server.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.retryConnectionEstablishment = false
        // More than there are panels on a screen: requests that hang must not delay the others.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 128
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
    private static let sizeLimit = 16 << 20

    /// Decodes dates as Go writes them, with up to nine digits after the second.
    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            let parts = text.split(separator: ".", maxSplits: 1)
            // The fraction matters to nobody here, and the parser takes at most three digits.
            let zone = parts.count == 2 ? parts[1].drop(while: \.isNumber) : ""
            guard let date = try? Date(parts[0] + zone, strategy: .iso8601) else {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
            }
            return date
        }
        return decoder
    }

    /// Returns the body of a response. That of a refusal has the reason, and is returned too.
    static func get(
        _ url: String,
        of server: String,
        within limit: Duration = .seconds(10)
    ) async throws(MonitoringError) -> Data {
        try await send(HTTPClientRequest(url: url), to: server, within: limit).body
    }

    /// Returns the status and the body of a response.
    /// - Parameter server: the server's name, for messages.
    static func send(
        _ request: HTTPClientRequest,
        to server: String,
        within limit: Duration = .seconds(10)
    ) async throws(MonitoringError) -> (status: HTTPResponseStatus, body: Data) {
        do {
            let time = TimeAmount.nanoseconds(Int64(limit / .nanoseconds(1)))
            let response = try await client.execute(request, timeout: time)
            return (response.status, Data(try await response.body.collect(upTo: sizeLimit).readableBytesView))
        } catch is NIOTooManyBytesError {
            throw MonitoringError(
                .garbled,
                "the answer of \(server) is larger than \(sizeLimit >> 20) MB",
                remedy: "choose a shorter range, or a query that finds fewer series"
            )
        } catch {
            throw MonitoringError(
                .unreachable,
                "\(server) does not answer at \(address(request.url)): \(reason(of: error, limit))",
                remedy: "cpadev up --profile monitoring"
            )
        }
    }

    /// The host and port of an address.
    private static func address(_ url: String) -> Substring { url.dropFirst("http://".count).prefix { $0 != "/" } }

    private static func reason(of error: any Error, _ limit: Duration) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as HTTPClientError:
            error == .deadlineExceeded
                ? "it takes longer than \(limit.components.seconds) s" : error.shortDescription
        case is HTTPParserError: "it does not speak HTTP"
        default: "\(error)"
        }
    }
}
