import Crypto
import FoundationEssentials

/// Signs requests to AWS. Source: AWS Signature Version 4.
struct AWSSigner: Sendable {
    static let algorithm = "AWS4-HMAC-SHA256"

    let accessKey: String
    let secretKey: String
    let region: String

    /// The value of the header `Authorization`.
    ///
    /// - Parameters:
    ///   - path: Escaped as it is sent. There is no query.
    ///   - headers: All that are to be signed, with names in lower case; `host` must be one of them.
    ///   - bodyHash: As ``hash(_:)`` makes it.
    ///   - time: As in the header `X-Amz-Date`: `20150830T123600Z`.
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
        let signature = Self.hex(key)
        return "\(Self.algorithm) Credential=\(accessKey)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
    }

    /// SHA-256 in hexadecimal digits.
    static func hash(_ data: Data) -> String { hex(SHA256.hash(data: data)) }

    /// The present moment as AWS writes it.
    static func now() -> String {
        Date.now.formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZoneSeparator: .omitted)
        )
    }

    private static func code(_ text: String, _ key: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
