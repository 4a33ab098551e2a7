import FoundationEssentials

/// Signed requests to S3 and KMS at one address, as LocalStack serves both.
struct AWSClient: Sendable {
    private let endpoint: StoreEndpoints.AWS
    private let http: StoreHTTP

    init(_ endpoint: StoreEndpoints.AWS) {
        self.endpoint = endpoint
        http = StoreHTTP(name: "S3", address: endpoint.address)
    }

    /// A request to S3, path style. Answers that are no success are given back, too.
    func s3(
        _ method: String,
        _ path: String,
        query: [(String, String)] = [],
        headers: [(String, String)] = [],
        body: [UInt8] = []
    ) async throws -> StoreHTTP.Answer {
        let list = query.map { (PercentEncoding.encode($0.0), PercentEncoding.encode($0.1)) }.sorted { $0.0 < $1.0 }
        let text = list.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let target = PercentEncoding.encode(path, keepsSlashes: true) + (text.isEmpty ? "" : "?\(text)")
        return try await send("s3", method, target, headers, body)
    }

    /// A call of KMS: JSON 1.1, the operation in a header.
    func kms<Answer: Decodable>(
        _ operation: String,
        _ request: some Encodable,
        as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        let headers = [
            ("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "TrentService.\(operation)"),
        ]
        let answer = try await send("kms", "POST", "/", headers, Array(try JSONEncoder().encode(request)))
        guard answer.isSuccess else {
            let failure = try? JSONDecoder().decode([String: String].self, from: Data(answer.body))
            let kind = failure?["__type"]?.split(separator: "#").last.map(String.init) ?? "HTTP \(answer.status)"
            throw AWSFailure(kind: kind, message: failure?["message"] ?? failure?["Message"] ?? "")
        }
        do { return try JSONDecoder().decode(type, from: Data(answer.body)) } catch {
            throw SeedingError(.garbled, "KMS answered \(operation) with something else")
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
        let host = "\(endpoint.address.host):\(endpoint.address.port)"
        let signed = signer.sign(
            method: method,
            target: target,
            headers: headers + [("host", host)],
            body: body,
            time: Self.time(Date())
        )
        // The HTTP client sets `host` itself, to the same.
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

/// KMS refused, and why.
struct AWSFailure: Error, Hashable, Sendable {
    /// Such as `NotFoundException`.
    var kind: String
    var message: String

    var asSeedingError: SeedingError { SeedingError(.refused, "KMS: \(kind): \(message)") }
}
