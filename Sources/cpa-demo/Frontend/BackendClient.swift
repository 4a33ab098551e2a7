import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1

/// Asks the backend; that it is down is an answer like any other.
struct BackendClient: Sendable {
    /// What kept an answer from coming.
    struct Failure: Error {
        var message: String
    }

    /// Without a slash at its end.
    let base: String
    private let client: HTTPClient

    private static let timeout = TimeAmount.seconds(3)
    private static let bodyLimit = 1 << 20

    init(base: String, client: HTTPClient) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.client = client
    }

    /// A health report comes with status 503 too.
    func health(requestID: String) async -> Result<HealthReport, Failure> {
        await get("/api/v1/health", requestID: requestID)
    }

    func firms(requestID: String) async -> Result<FirmList, Failure> {
        await get("/api/v1/firms", requestID: requestID)
    }

    private func get<Value: Decodable & Sendable>(_ path: String, requestID: String) async -> Result<Value, Failure> {
        var request = HTTPClientRequest(url: base + path)
        request.headers.add(name: "X-Request-Id", value: requestID)
        do {
            let response = try await client.execute(request, timeout: Self.timeout)
            let body = try await response.body.collect(upTo: Self.bodyLimit)
            guard let value = try? JSONAnswer.decode(Value.self, from: body.readableBytesView) else {
                return .failure(Failure(message: "\(path) answered HTTP \(response.status.code) without a report"))
            }
            return .success(value)
        } catch let error as HTTPClientError {
            return .failure(Failure(message: error.shortDescription))
        } catch let error as IOError {
            return .failure(Failure(message: String(cString: strerror(error.errnoCode))))
        } catch {
            return .failure(Failure(message: "\(error)"))
        }
    }
}
