import Crypto
import Foundations

/// Signs requests with AWS Signature Version 4 in the `Authorization` header.
/// Source: AWS, IAM User Guide, "Create a signed AWS API request".
struct AWSSigner: Sendable {
    let accessKey: String
    let secretKey: String
    let region: String
    /// `s3` or `kms`.
    let service: String

    /// Returns the headers of a request with the signature headers added.
    /// - Parameters:
    ///   - target: the percent-encoded path, with a query whose parts are encoded and sorted by name.
    ///   - headers: the headers to sign, including `host`.
    ///   - time: `yyyyMMdd'T'HHmmss'Z'`.
    func sign(
        method: String,
        target: String,
        headers: [(String, String)],
        body: [UInt8],
        time: String
    ) -> [(String, String)] {
        let bodyHash = SHA256.hash(data: body).hexadecimal
        var headers = headers + [("x-amz-date", time)]
        if service == "s3" { headers.append(("x-amz-content-sha256", bodyHash)) }
        let canonical = canonicalRequest(method, target, headers, bodyHash)
        let scope = "\(time.prefix(8))/\(region)/\(service)/aws4_request"
        let text = ["AWS4-HMAC-SHA256", time, scope, SHA256.hash(data: Array(canonical.text.utf8)).hexadecimal]
            .joined(separator: "\n")
        let signature = Self.hmac(signingKey(day: String(time.prefix(8))), text).hexadecimal
        headers.append(
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope), SignedHeaders=\(canonical.signedHeaders), "
                    + "Signature=\(signature)"
            )
        )
        return headers
    }

    private func canonicalRequest(
        _ method: String,
        _ target: String,
        _ headers: [(String, String)],
        _ bodyHash: String
    ) -> (text: String, signedHeaders: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = parts.count > 1 ? String(parts[1]) : ""
        let sorted = headers.map { ($0.0.lowercased(), Self.collapsed($0.1)) }.sorted { $0.0 < $1.0 }
        let names = sorted.map(\.0).joined(separator: ";")
        let lines = sorted.map { "\($0.0):\($0.1)\n" }.joined()
        return ([method, String(parts[0]), query, lines, names, bodyHash].joined(separator: "\n"), names)
    }

    /// Trims white space and collapses runs of spaces, as the canonical form requires.
    private static func collapsed(_ value: String) -> String {
        value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }

    private func signingKey(day: String) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(secretKey)".utf8))
        for part in [day, region, service, "aws4_request"] { key = SymmetricKey(data: Self.hmac(key, part)) }
        return key
    }

    private static func hmac(_ key: SymmetricKey, _ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }
}
