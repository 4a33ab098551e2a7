import Crypto
import Foundation
import Foundations
import Testing

@testable import Seeding

@Suite struct EnvelopeTests {
    private let plain = Array("Engagement letter\n".utf8)
    private let id = "0d0c0000-0000-4000-8000-000000000001"

    private func envelope(_ plain: [UInt8], id: String? = nil) throws -> Envelope {
        try Envelope(plain: plain, documentID: id ?? self.id, sha256: SHA256.hash(data: plain).hexadecimal)
    }

    @Test func opensWithItsDataKeyToThePlainBytes() throws {
        let envelope = try envelope(plain)
        #expect(envelope.body.count == Envelope.size(ofPlain: plain.count))
        #expect(try Self.open(envelope.body, envelope.dataKey, envelope.nonce) == plain)
    }

    @Test func anEmptyDocumentIsATagAlone() throws {
        let envelope = try envelope([])
        #expect(envelope.body.count == 16)
        #expect(try Self.open(envelope.body, envelope.dataKey, envelope.nonce).isEmpty)
    }

    @Test func aBitThatWasFlippedIsNoticed() throws {
        let envelope = try envelope(plain)
        var body = envelope.body
        body[3] ^= 1
        #expect(throws: CryptoKitError.self) { try Self.open(body, envelope.dataKey, envelope.nonce) }
    }

    @Test func theSameDocumentGivesTheSameBytes() throws {
        let first = try envelope(plain)
        let second = try envelope(plain)
        #expect(first.body == second.body)
        #expect(first.entityTag == second.entityTag)
    }

    @Test func noTwoDocumentsShareKeyAndNonce() throws {
        let one = try envelope(plain)
        let other = try envelope(plain, id: "0d0c0000-0000-4000-8000-000000000002")
        let later = try envelope(plain + [0])
        #expect(Set([one.dataKey, other.dataKey, later.dataKey]).count == 3)
        #expect(Set([one.nonce, other.nonce, later.nonce]).count == 3)
    }

    @Test func theMetadataAreThoseOfTheEncryptionClient() throws {
        let envelope = try envelope(plain)
        #expect(
            envelope.metadata(wrappedKey: "d3JhcHBlZA==") == [
                "x-amz-meta-x-amz-key-v2": "d3JhcHBlZA==",
                "x-amz-meta-x-amz-iv": Data(envelope.nonce).base64EncodedString(),
                "x-amz-meta-x-amz-cek-alg": "AES/GCM/NoPadding",
                "x-amz-meta-x-amz-wrap-alg": "kms+context",
                "x-amz-meta-x-amz-matdesc": #"{"aws:x-amz-cek-alg":"AES/GCM/NoPadding"}"#,
                "x-amz-meta-x-amz-tag-len": "128",
                "x-amz-meta-x-amz-unencrypted-content-length": "18",
            ]
        )
        #expect(envelope.nonce.count == 12)
        #expect(envelope.dataKey.count == 32)
    }

    /// As a backend does it: the tag stands behind the bytes.
    static func open(_ body: [UInt8], _ key: [UInt8], _ nonce: [UInt8]) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(
            nonce: AES.GCM.Nonce(data: nonce),
            ciphertext: body.dropLast(16),
            tag: body.suffix(16)
        )
        return Array(try AES.GCM.open(box, using: SymmetricKey(data: key)))
    }
}
