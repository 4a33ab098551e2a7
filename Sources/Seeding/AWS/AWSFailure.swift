import FoundationEssentials

/// An error response from S3 or KMS.
struct AWSFailure: Error, Hashable, Sendable {
    /// The service's display name.
    var service: String
    /// The AWS error code, such as `NotFoundException`; `HTTP` and the status if the response has no code.
    var kind: String
    /// The AWS error message; may be empty.
    var message: String

    /// Reads a KMS error from its JSON body. Source: AWS, "AWS JSON 1.1 protocol", "Operation error serialization".
    init(kms answer: StoreHTTP.Answer) {
        struct Body: Decodable {
            var __type: String?
            var message: String?
            var Message: String?
        }
        let body = try? JSONDecoder().decode(Body.self, from: Data(answer.body))
        service = "KMS"
        // Some services prefix the code with a namespace and a number sign.
        kind = body?.__type?.split(separator: "#").last.map(String.init) ?? "HTTP \(answer.status)"
        message = body?.message ?? body?.Message ?? ""
    }

    /// Reads an S3 error from its XML body, which is absent after a HEAD. Source: Amazon S3 API Reference, "REST error
    /// responses".
    init(s3 answer: StoreHTTP.Answer) {
        let root = try? XMLReader.read(answer.body)
        let body = root?.name == "Error" ? root : nil
        service = "S3"
        kind = body?.text(of: "Code") ?? "HTTP \(answer.status)"
        message = body?.text(of: "Message") ?? ""
    }

    /// - Parameter what: the refused operation, such as `to store the object a/b`.
    func asSeedingError(_ what: String) -> SeedingError {
        SeedingError(.refused, "\(service) refused \(what): \(kind)" + (message.isEmpty ? "" : ": \(message)"))
    }
}
