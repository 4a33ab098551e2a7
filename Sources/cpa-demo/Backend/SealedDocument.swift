import Crypto
import FoundationEssentials

/// A document as it lies in S3: encrypted with a key of its own, which is wrapped by the firm's key in KMS.
///
/// Source: the Amazon S3 Encryption Client, version 2: AES-256 in GCM with the tag behind the text, and the rest in
/// the object's metadata.
struct SealedDocument {
    /// Why it cannot be opened.
    struct Problem: Error, Equatable {
        var message: String
    }

    private static let cipher = "AES/GCM/NoPadding"
    private static let wrapping = "kms+context"
    private static let tagLength = 16

    let wrappedKey: Data
    /// What the wrapped key is bound to.
    let context: [String: String]
    private let nonce: AES.GCM.Nonce
    private let body: Data

    init(_ object: AWSClient.Object) throws(Problem) {
        let metadata = object.metadata
        guard metadata["x-amz-cek-alg"] == Self.cipher, metadata["x-amz-wrap-alg"] == Self.wrapping else {
            throw Problem(message: "the object is not encrypted in the way that the platform does")
        }
        guard let key = metadata["x-amz-key-v2"].flatMap({ Data(base64Encoded: $0) }),
            let nonce = metadata["x-amz-iv"].flatMap({ Data(base64Encoded: $0) }),
            let description = metadata["x-amz-matdesc"],
            let context = try? JSONDecoder().decode([String: String].self, from: Data(description.utf8)),
            // Else somebody could have exchanged the name of the cipher, which is not encrypted.
            context["aws:x-amz-cek-alg"] == Self.cipher,
            let nonce = try? AES.GCM.Nonce(data: nonce), object.body.count >= Self.tagLength
        else { throw Problem(message: "the object's metadata is incomplete") }
        wrappedKey = key
        self.context = context
        self.nonce = nonce
        body = object.body
    }

    /// The document's own bytes.
    /// - Parameter key: As KMS unwrapped it.
    func opened(with key: Data) throws(Problem) -> Data {
        do {
            let text = body.prefix(body.count - Self.tagLength)
            let box = try AES.GCM.SealedBox(nonce: nonce, ciphertext: text, tag: body.suffix(Self.tagLength))
            return try AES.GCM.open(box, using: SymmetricKey(data: key))
        } catch {
            throw Problem(message: "the object does not open with its key")
        }
    }
}
