import ControlAPI
import Crypto
import FoundationEssentials

/// Removing many objects, and uploads that were never completed.
extension Bucket {
    /// Removes objects, many with each request; those that are gone already are none the worse.
    func delete(_ keys: [String]) async throws {
        // XML cannot hold every character that a key can.
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
                throw SeedingError(.garbled, "S3 answered a deletion with something else")
            }
            for error in result.children where error.name == "Error" && error.text(of: "Code") != "NoSuchKey" {
                let (key, code) = (error.text(of: "Key") ?? "", error.text(of: "Code") ?? "no reason given")
                throw SeedingError(.refused, "S3 refused to delete the object \(key): \(code)")
            }
        }
        for key in keys where !isPlain(key) { try await delete(key) }
    }

    /// S3 takes no more at a time.
    private static let deletionLimit = 1000

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    // MARK: Unfinished uploads

    /// An upload in parts that was begun and not completed.
    struct Upload: Hashable, Sendable {
        var key: String
        var id: String
    }

    /// The unfinished uploads below a prefix, 1000 at most; none where there is no bucket.
    func uploads(prefix: String) async throws -> [Upload] {
        let query = [("uploads", ""), ("prefix", prefix), ("encoding-type", "url")]
        let answer = try await client.s3("GET", "/\(name)", query: query)
        guard answer.isSuccess else {
            let failure = AWSFailure(s3: answer)
            // An emulator may not know of them at all.
            if failure.kind == "NoSuchBucket" || answer.status == 501 { return [] }
            throw failure.asSeedingError("to list the uploads of \(name)")
        }
        guard let root = try? XMLReader.read(answer.body), root.name == "ListMultipartUploadsResult" else {
            throw SeedingError(.garbled, "S3 answered the uploads of \(name) with something else")
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

    /// Ends an upload; one that is gone already is none the worse.
    func abort(_ upload: Upload) async throws {
        let answer = try await client.s3("DELETE", "/\(name)/\(upload.key)", query: [("uploadId", upload.id)])
        guard answer.isSuccess || answer.status == 404 else {
            throw AWSFailure(s3: answer).asSeedingError("to end the upload of \(upload.key)")
        }
    }
}
