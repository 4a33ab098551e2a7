import ControlAPI
import FoundationEssentials
import Foundations

/// A client that sends signed requests to S3 and KMS. Both use one address because LocalStack serves them together.
struct AWSClient: Sendable {
    let endpoint: StoreEndpoints.AWS
    private let http: StoreHTTP

    /// - Parameter timeout: the maximum time without any data from the server.
    init(_ endpoint: StoreEndpoints.AWS, timeout: Duration = .seconds(8)) {
        self.endpoint = endpoint
        http = StoreHTTP(name: "S3 and KMS", address: endpoint.address, timeout: timeout)
    }

    /// Sends a path-style request to S3. Returns responses of any status, including errors.
    func s3(
        _ method: String,
        _ path: String,
        query: [(String, String)] = [],
        headers: [(String, String)] = [],
        body: [UInt8] = []
    ) async throws -> StoreHTTP.Answer {
        let list = query.map { (PercentEncoding.encode($0.0), PercentEncoding.encode($0.1)) }.sorted { $0 < $1 }
        let text = list.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let target = PercentEncoding.encodePath(path) + (text.isEmpty ? "" : "?\(text)")
        return try await send("s3", method, target, headers, body)
    }

    /// Calls a KMS operation. The protocol is JSON 1.1, with the operation in a header.
    /// - Throws: ``AWSFailure`` if KMS refuses the request.
    func kms<Answer: Decodable>(
        _ operation: String,
        _ request: some Encodable,
        as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        let headers = [
            ("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "TrentService.\(operation)"),
        ]
        let answer = try await send("kms", "POST", "/", headers, Array(try JSONEncoder().encode(request)))
        guard answer.isSuccess else { throw AWSFailure(kms: answer) }
        // Operations without output respond with an empty body.
        let body = answer.body.isEmpty ? Array("{}".utf8) : answer.body
        do { return try JSONDecoder().decode(type, from: Data(body)) } catch {
            throw SeedingError(.garbled, "KMS sent an unexpected response to \(operation)")
        }
    }

    private func send(
        _ service: String,
        _ method: String,
        _ target: String,
        _ headers: [(String, String)],
        _ body: [UInt8]
    ) async throws -> StoreHTTP.Answer {
        let signer = AWSSigner(
            accessKey: endpoint.accessKey,
            secretKey: endpoint.secretKey,
            region: endpoint.region,
            service: service
        )
        let address = endpoint.address
        // AsyncHTTPClient leaves out the default port, and the signature must match the header it sends.
        let host = address.port == 80 ? address.host : "\(address.host):\(address.port)"
        let signed = signer.sign(
            method: method,
            target: target,
            headers: headers + [("host", host)],
            body: body,
            time: Self.time(Date())
        )
        // The HTTP client sets the same `host` itself.
        let request = StoreHTTP.Request(
            method: method,
            target: target,
            headers: signed.filter { $0.0 != "host" },
            body: body
        )
        return try await http.send(request)
    }

    /// `yyyyMMdd'T'HHmmss'Z'`
    private static func time(_ date: Date) -> String {
        String(date.formatted(.iso8601).filter { !"-:".contains($0) })
    }
}
