import AsyncHTTPClient
import Environments
import Foundations
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Requests to the server of an environment. Its certificate is not verified here, since an expired one must not hide the
/// server's health; `CertificateCheck` verifies it. So nothing secret is sent.
enum ServerClient {
    struct Response: Sendable {
        var status: HTTPResponseStatus
        var headers: HTTPHeaders
        var body: [UInt8]
        /// The time from the beginning of the connection to the end of the response.
        var latency: Duration
    }

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        configuration.tlsConfiguration = tls
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
    private static let sizeLimit = 1 << 20

    /// Returns the response to a request, whatever its status.
    static func get(
        _ address: ServerAddress,
        _ path: String,
        until deadline: ContinuousClock.Instant
    ) async throws(CheckProblem) -> Response {
        let limit = ContinuousClock.now.duration(to: deadline)
        let late = CheckProblem(.late, "\(address) does not answer within \(limit.abbreviated)")
        do {
            return try await TimeLimit.run(until: deadline, late: late) {
                var request = HTTPClientRequest(url: address.url(path))
                request.headers.add(name: "User-Agent", value: "cpadev")
                request.headers.add(name: "Accept", value: "application/json, */*")
                let start = ContinuousClock.now
                let response = try await client.execute(request, deadline: .distantFuture)
                let body = Array(try await response.body.collect(upTo: sizeLimit).readableBytesView)
                return Response(
                    status: response.status,
                    headers: response.headers,
                    body: body,
                    latency: ContinuousClock.now - start
                )
            }
        } catch let problem as CheckProblem { throw problem } catch is NIOTooManyBytesError {
            throw CheckProblem(.garbled, "the answer of \(address.url(path)) is larger than \(sizeLimit >> 20) MB")
        } catch {
            throw ConnectionProblem.describe(error, address)
        }
    }
}
