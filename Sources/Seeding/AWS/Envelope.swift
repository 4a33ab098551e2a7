import Crypto
import FoundationEssentials
import Foundations

/// A document as stored in S3, encrypted with its own data key. The format is that of the Amazon S3 Encryption Client
/// (version 2, `kms+context`, AES/GCM/NoPadding), so a backend can read it with a standard client.
/// Source: AWS, Amazon S3 Encryption Client Developer Guide, "Supported encryption algorithms".
///
/// The data key and nonce are derived from the document instead of being random, so that the same seed yields the same
/// bytes. A reset compares these by MD5. This is acceptable only for public demo data.
struct Envelope: Sendable {
    static let contentAlgorithm = "AES/GCM/NoPadding"
    /// The encryption context that KMS binds to the wrapped key.
    static let context = ["aws:x-amz-cek-alg": contentAlgorithm]

    /// The data key and nonce of a document.
    struct Secrets: Hashable, Sendable {
        let dataKey: [UInt8]
        let nonce: [UInt8]

        /// - Parameters:
        ///   - documentID: a UUID in lower case.
        ///   - sha256: the hex digest of the plaintext.
        init(documentID: String, sha256: String) {
            let derived = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: Array("cpadev demo data key".utf8)),
                salt: Array(documentID.utf8),
                info: Array(sha256.utf8),
                outputByteCount: 44
            )
            let bytes = derived.withUnsafeBytes { Array($0) }
            dataKey = Array(bytes[..<32])
            nonce = Array(bytes[32...])
        }

        /// Returns the plaintext of an object's body; nil if the body was encrypted differently.
        func open(_ body: [UInt8]) -> [UInt8]? {
            guard let box = try? AES.GCM.SealedBox(combined: nonce + body) else { return nil }
            return (try? AES.GCM.open(box, using: SymmetricKey(data: dataKey))).map { Array($0) }
        }
    }

    /// The ciphertext followed by the authentication tag.
    let body: [UInt8]
    let dataKey: [UInt8]
    let nonce: [UInt8]
    let plainSize: Int

    /// - Parameters:
    ///   - documentID: a UUID in lower case.
    ///   - sha256: the hex digest of the plaintext.
    init(plain: [UInt8], documentID: String, sha256: String) throws {
        let secrets = Secrets(documentID: documentID, sha256: sha256)
        dataKey = secrets.dataKey
        nonce = secrets.nonce
        let box = try AES.GCM.seal(plain, using: SymmetricKey(data: dataKey), nonce: AES.GCM.Nonce(data: nonce))
        body = Array(box.ciphertext) + Array(box.tag)
        plainSize = plain.count
    }

    /// The encrypted size, in bytes, of a document of the given plaintext size.
    static func size(ofPlain size: Int) -> Int { size + 16 }

    /// The entity tag that S3 assigns to an object uploaded in one request: the MD5 of its bytes.
    var entityTag: String { Insecure.MD5.hash(data: body).hexadecimal }

    /// Returns the object's metadata as headers.
    /// - Parameter wrappedKey: the data key as wrapped by KMS, in base64.
    func metadata(wrappedKey: String) -> [String: String] {
        Self.metadata(nonce: nonce, plainSize: plainSize).merging([Self.wrappedKeyHeader: wrappedKey]) { $1 }
    }

    static let wrappedKeyHeader = "x-amz-meta-x-amz-key-v2"

    /// Returns the metadata without the wrapped data key, which differs each time KMS wraps it.
    static func metadata(nonce: [UInt8], plainSize: Int) -> [String: String] {
        [
            "x-amz-meta-x-amz-iv": Data(nonce).base64EncodedString(),
            "x-amz-meta-x-amz-cek-alg": contentAlgorithm,
            "x-amz-meta-x-amz-wrap-alg": "kms+context",
            "x-amz-meta-x-amz-matdesc": "{\"aws:x-amz-cek-alg\":\"\(contentAlgorithm)\"}",
            "x-amz-meta-x-amz-tag-len": "128",
            "x-amz-meta-x-amz-unencrypted-content-length": String(plainSize),
        ]
    }
}
