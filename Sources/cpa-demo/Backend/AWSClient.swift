import AsyncHTTPClient
import FoundationEssentials
import Foundations
import NIOCore
import NIOHTTP1

/// A client with the two AWS calls needed to read a document.
struct AWSClient: Sendable {
    /// An object as stored in S3.
    struct Object: Sendable {
        var body: Data
        /// The user metadata, by name without the prefix `x-amz-meta-`.
        var metadata: [String: String]
    }

    private static let timeout = TimeAmount.seconds(5)
    private static let bodyLimit = 16 << 20
    private static let metadataPrefix = "x-amz-meta-"

    private let base: String
    private let host: String
    private let signer: AWSSigner
    private let client: HTTPClient

    /// Fails if the endpoint or the credentials are not set.
    init?(_ environment: [String: String], client: HTTPClient) {
        guard let endpoint = environment["AWS_ENDPOINT_URL"], let url = URLComponents(string: endpoint),
            let scheme = url.scheme, let host = url.encodedHost,
            let accessKey = environment["AWS_ACCESS_KEY_ID"], let secretKey = environment["AWS_SECRET_ACCESS_KEY"]
        else { return nil }
        self.host = host + (url.port.map { ":\($0)" } ?? "")
        base = "\(scheme)://\(self.host)"
        let region = environment["AWS_REGION"] ?? "us-east-1"
        signer = AWSSigner(accessKey: accessKey, secretKey: secretKey, region: region)
        self.client = client
    }

    /// Calls S3's GetObject with a path-style URL.
    func object(_ key: String, bucket: String) async throws(Problem) -> Object {
        let path = "/\(PercentEncoding.encode(bucket))/\(PercentEncoding.encodePath(key))"
        let (headers, body) = try await send(.GET, path, service: "s3")
        let own = headers.filter { $0.name.lowercased().hasPrefix(Self.metadataPrefix) }
        let pairs = own.map { (String($0.name.lowercased().dropFirst(Self.metadataPrefix.count)), $0.value) }
        return Object(body: body, metadata: Dictionary(pairs) { first, _ in first })
    }

    /// Calls KMS' Decrypt. The wrapped bytes identify the key.
    func unwrap(_ wrapped: Data, context: [String: String]) async throws(Problem) -> Data {
        struct Request: Encodable {
            var CiphertextBlob: Data
            var EncryptionContext: [String: String]
        }
        struct Answer: Decodable {
            var Plaintext: Data
        }
        do {
            let body = try JSONEncoder().encode(Request(CiphertextBlob: wrapped, EncryptionContext: context))
            let extra = ["content-type": "application/x-amz-json-1.1", "x-amz-target": "TrentService.Decrypt"]
            let (_, answer) = try await send(.POST, "/", service: "kms", headers: extra, body: body)
            return try JSONDecoder().decode(Answer.self, from: answer).Plaintext
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(message: "KMS sent a response without a data key: \(error)")
        }
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        service: String,
        headers extra: [String: String] = [:],
        body: Data = Data()
    ) async throws(Problem) -> (HTTPHeaders, Data) {
        let time = AWSSigner.now()
        let hash = AWSSigner.hash(body)
        let own = ["host": host, "x-amz-date": time, "x-amz-content-sha256": hash]
        let headers = extra.merging(own) { $1 }
        let authorization = signer.authorization(
            method: method.rawValue,
            path: path,
            headers: headers,
            bodyHash: hash,
            service: service,
            time: time
        )
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.headers.add(name: "authorization", value: authorization)
        if !body.isEmpty { request.body = .bytes(body) }
        do {
            let response = try await client.execute(request, timeout: Self.timeout)
            let answer = try await response.body.collect(upTo: Self.bodyLimit)
            guard response.status == .ok else {
                throw Problem(message: "\(service) responded with HTTP \(response.status.code)")
            }
            return (response.headers, Data(answer.readableBytesView))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(message: "\(service): \(error.networkMessage)")
        }
    }
}
