import ControlAPI
import Crypto
import FoundationEssentials
import Foundations

/// Bulk deletion of objects and cleanup of incomplete multipart uploads.
extension Bucket {
    /// Deletes objects in batches. Ignores objects that no longer exist.
    func delete(_ keys: [String]) async throws {
        // XML cannot represent every character that a key may contain.
        let isPlain = { (key: String) in
            key.unicodeScalars.allSatisfy { $0 >= " " && $0 != "\u{FFFE}" && $0 != "\u{FFFF}" }
        }
        for piece in keys.filter(isPlain).chunked(Self.deletionLimit) {
            let objects = piece.map { "<Object><Key>\(Self.escaped($0))</Key></Object>" }.joined()
            let body = Array("<Delete><Quiet>true</Quiet>\(objects)</Delete>".utf8)
            let digest = Data(Insecure.MD5.hash(data: body)).base64EncodedString()
            let headers = [("content-md5", digest), ("content-type", "application/xml")]
            let answer = try await client.s3("POST", "/\(name)", query: [("delete", "")], headers: headers, body: body)
            guard answer.isSuccess else { throw AWSFailure(s3: answer).asSeedingError("to delete objects") }
            guard let result = try? XMLReader.read(answer.body), result.name == "DeleteResult" else {
                throw SeedingError(.garbled, "S3 sent an unexpected response to a delete request")
            }
            for error in result.children where error.name == "Error" && error.text(of: "Code") != "NoSuchKey" {
                let (key, code) = (error.text(of: "Key") ?? "", error.text(of: "Code") ?? "no reason given")
                throw SeedingError(.refused, "S3 refused to delete the object \(key): \(code)")
            }
        }
        for key in keys where !isPlain(key) { try await delete(key) }
    }

    /// The maximum number of keys in one DeleteObjects request.
    private static let deletionLimit = 1000

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    // MARK: Unfinished uploads

    /// A multipart upload that was started but not completed.
    struct Upload: Hashable, Sendable {
        var key: String
        var id: String
    }

    /// Returns up to 1000 unfinished uploads below a prefix, or none if the bucket does not exist.
    func uploads(prefix: String) async throws -> [Upload] {
        let query = [("uploads", ""), ("prefix", prefix), ("encoding-type", "url")]
        let answer = try await client.s3("GET", "/\(name)", query: query)
        guard answer.isSuccess else {
            let failure = AWSFailure(s3: answer)
            // An emulator may not implement multipart uploads.
            if failure.kind == "NoSuchBucket" || answer.status == 501 { return [] }
            throw failure.asSeedingError("to list the uploads of \(name)")
        }
        guard let root = try? XMLReader.read(answer.body), root.name == "ListMultipartUploadsResult" else {
            throw SeedingError(.garbled, "S3 sent an unexpected list of uploads for \(name)")
        }
        let isEncoded = root.text(of: "EncodingType") == "url"
        return root.children.filter { $0.name == "Upload" }.compactMap { upload in
            guard let text = upload.text(of: "Key"), let id = upload.text(of: "UploadId"),
                let key = isEncoded ? PercentEncoding.decode(text.replacing("+", with: " ")) : text,
                key.hasPrefix(prefix)
            else { return nil }
            return Upload(key: key, id: id)
        }
    }

    /// Aborts an upload. Ignores an upload that no longer exists.
    func abort(_ upload: Upload) async throws {
        let answer = try await client.s3("DELETE", "/\(name)/\(upload.key)", query: [("uploadId", upload.id)])
        guard answer.isSuccess || answer.status == 404 else {
            throw AWSFailure(s3: answer).asSeedingError("to abort the upload of \(upload.key)")
        }
    }
}
