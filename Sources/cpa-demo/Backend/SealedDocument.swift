import Crypto
import FoundationEssentials

/// A document as stored in S3, encrypted with its own data key, which is wrapped by the firm's KMS key.
///
/// Source: the Amazon S3 Encryption Client, version 2: AES-256-GCM with the tag after the ciphertext, and the rest in
/// the object's metadata.
struct SealedDocument {
    private static let cipher = "AES/GCM/NoPadding"
    private static let wrapping = "kms+context"
    private static let tagLength = 16

    let wrappedKey: Data
    /// The encryption context that the wrapped key is bound to.
    let context: [String: String]
    private let nonce: AES.GCM.Nonce
    private let body: Data

    init(_ object: AWSClient.Object) throws(Problem) {
        let metadata = object.metadata
        guard metadata["x-amz-cek-alg"] == Self.cipher, metadata["x-amz-wrap-alg"] == Self.wrapping else {
            throw Problem(message: "the object is not encrypted with the platform's algorithm")
        }
        guard let key = metadata["x-amz-key-v2"].flatMap({ Data(base64Encoded: $0) }),
            let nonce = metadata["x-amz-iv"].flatMap({ Data(base64Encoded: $0) }),
            let description = metadata["x-amz-matdesc"],
            let context = try? JSONDecoder().decode([String: String].self, from: Data(description.utf8)),
            // The authenticated context must match, because the algorithm in the metadata itself is not authenticated.
            context["aws:x-amz-cek-alg"] == Self.cipher,
            let nonce = try? AES.GCM.Nonce(data: nonce), object.body.count >= Self.tagLength
        else { throw Problem(message: "the object's metadata is incomplete or invalid") }
        wrappedKey = key
        self.context = context
        self.nonce = nonce
        body = object.body
    }

    /// Decrypts the document.
    /// - Parameter key: The data key as unwrapped by KMS.
    func opened(with key: Data) throws(Problem) -> Data {
        do {
            let text = body.prefix(body.count - Self.tagLength)
            let box = try AES.GCM.SealedBox(nonce: nonce, ciphertext: text, tag: body.suffix(Self.tagLength))
            return try AES.GCM.open(box, using: SymmetricKey(data: key))
        } catch {
            throw Problem(message: "the object cannot be decrypted with its key")
        }
    }
}
