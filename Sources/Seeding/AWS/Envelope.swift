import Crypto
import FoundationEssentials

/// A document as it lies in S3: encrypted with a data key of its own, in the format of the Amazon S3 Encryption Client
/// (version 2, `kms+context`, AES/GCM/NoPadding), so that a backend's own client reads it.
/// Source: AWS, Amazon S3 Encryption Client Developer Guide, "Supported encryption algorithms".
///
/// Data key and nonce are derived from the document, not drawn, so that the same seed gives the same bytes, which a
/// reset compares by their MD5. That is fine for demo data that everybody may read, and for nothing else.
struct Envelope: Sendable {
    static let contentAlgorithm = "AES/GCM/NoPadding"
    /// KMS binds the wrapped key to it.
    static let context = ["aws:x-amz-cek-alg": contentAlgorithm]

    /// What a document's bytes are encrypted with.
    struct Secrets: Hashable, Sendable {
        let dataKey: [UInt8]
        let nonce: [UInt8]

        /// - Parameters:
        ///   - documentID: a UUID in lower case.
        ///   - sha256: of the plain bytes, in hex.
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
    }

    /// The encrypted bytes with the tag at their end.
    let body: [UInt8]
    let dataKey: [UInt8]
    let nonce: [UInt8]
    let plainSize: Int

    /// - Parameters:
    ///   - documentID: a UUID in lower case.
    ///   - sha256: of the plain bytes, in hex.
    init(plain: [UInt8], documentID: String, sha256: String) throws {
        let secrets = Secrets(documentID: documentID, sha256: sha256)
        dataKey = secrets.dataKey
        nonce = secrets.nonce
        let box = try AES.GCM.seal(plain, using: SymmetricKey(data: dataKey), nonce: AES.GCM.Nonce(data: nonce))
        body = Array(box.ciphertext) + Array(box.tag)
        plainSize = plain.count
    }

    /// How large the encrypted bytes of so many plain ones are.
    static func size(ofPlain size: Int) -> Int { size + 16 }

    /// What S3 calls the entity tag of an object that was put in one piece: the MD5 of its bytes.
    var entityTag: String { Insecure.MD5.hash(data: body).hexadecimal }

    /// The object's metadata as headers, with the data key as KMS wrapped it: base64.
    func metadata(wrappedKey: String) -> [String: String] {
        Self.metadata(nonce: nonce, plainSize: plainSize).merging([Self.wrappedKeyHeader: wrappedKey]) { $1 }
    }

    static let wrappedKeyHeader = "x-amz-meta-x-amz-key-v2"

    /// The metadata without the wrapped data key, which is another one each time.
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
