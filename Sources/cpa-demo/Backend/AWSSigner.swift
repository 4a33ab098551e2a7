import Crypto
import FoundationEssentials
import Foundations

/// Signs requests to AWS. Source: AWS Signature Version 4.
struct AWSSigner: Sendable {
    static let algorithm = "AWS4-HMAC-SHA256"

    let accessKey: String
    let secretKey: String
    let region: String

    /// Returns the value of the header `Authorization`.
    ///
    /// - Parameters:
    ///   - path: The escaped path, without a query.
    ///   - headers: The headers to sign, with lowercase names; must include `host`.
    ///   - bodyHash: The result of ``hash(_:)``.
    ///   - time: The value of the header `X-Amz-Date`, such as `20150830T123600Z`.
    func authorization(
        method: String,
        path: String,
        headers: [String: String],
        bodyHash: String,
        service: String,
        time: String
    ) -> String {
        let sorted = headers.sorted { $0.key < $1.key }
        let names = sorted.map(\.key).joined(separator: ";")
        let lines = sorted.map { "\($0.key):\($0.value)\n" }.joined()
        let request = [method, path, "", lines, names, bodyHash].joined(separator: "\n")
        let day = String(time.prefix(8))
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let text = [Self.algorithm, time, scope, Self.hash(Data(request.utf8))].joined(separator: "\n")
        var key = Data("AWS4\(secretKey)".utf8)
        for part in [day, region, service, "aws4_request", text] { key = Self.code(part, key) }
        let signature = key.hexadecimal
        return "\(Self.algorithm) Credential=\(accessKey)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
    }

    /// The hex SHA-256.
    static func hash(_ data: Data) -> String { SHA256.hash(data: data).hexadecimal }

    /// Returns the current time in the format of `X-Amz-Date`.
    static func now() -> String {
        Date.now.formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZoneSeparator: .omitted)
        )
    }

    private static func code(_ text: String, _ key: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }
}
