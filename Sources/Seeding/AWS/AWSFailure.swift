import FoundationEssentials

/// S3 or KMS answered, and refused.
struct AWSFailure: Error, Hashable, Sendable {
    /// The service's name, for people.
    var service: String
    /// AWS' own code, such as `NotFoundException`; `HTTP` and the status where the answer has none.
    var kind: String
    /// AWS' own message; may be empty.
    var message: String

    /// What KMS says, in JSON. Source: AWS, "AWS JSON 1.1 protocol", "Operation error serialization".
    init(kms answer: StoreHTTP.Answer) {
        struct Body: Decodable {
            var __type: String?
            var message: String?
            var Message: String?
        }
        let body = try? JSONDecoder().decode(Body.self, from: Data(answer.body))
        service = "KMS"
        // Some services write a namespace and a number sign before the code.
        kind = body?.__type?.split(separator: "#").last.map(String.init) ?? "HTTP \(answer.status)"
        message = body?.message ?? body?.Message ?? ""
    }

    /// What S3 says, in XML, or not at all after a HEAD. Source: Amazon S3 API Reference, "REST error responses".
    init(s3 answer: StoreHTTP.Answer) {
        let root = try? XMLReader.read(answer.body)
        let body = root?.name == "Error" ? root : nil
        service = "S3"
        kind = body?.text(of: "Code") ?? "HTTP \(answer.status)"
        message = body?.text(of: "Message") ?? ""
    }

    /// - Parameter what: what was refused, such as `to store the object a/b`.
    func asSeedingError(_ what: String) -> SeedingError {
        SeedingError(.refused, "\(service) refused \(what): \(kind)" + (message.isEmpty ? "" : ": \(message)"))
    }
}
