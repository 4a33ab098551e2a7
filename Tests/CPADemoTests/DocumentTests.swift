import Crypto
import FoundationEssentials
import Testing

@testable import cpa_demo

@Suite struct DocumentTests {
    private static let accessKey = "AKIDEXAMPLE"
    private static let secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    /// Source: AWS' test suite for Signature Version 4, `get-vanilla`.
    @Test func aPlainRequestIsSignedAsAWSSays() {
        let signer = AWSSigner(accessKey: Self.accessKey, secretKey: Self.secretKey, region: "us-east-1")
        let value = signer.authorization(
            method: "GET",
            path: "/",
            headers: ["host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"],
            bodyHash: AWSSigner.hash(Data()),
            service: "service",
            time: "20150830T123600Z"
        )
        let expected = """
            AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
            SignedHeaders=host;x-amz-date, \
            Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
            """
        #expect(value == expected)
    }

    /// Source: Amazon S3's API reference, "Signature Calculations for the Authorization Header", GET Object.
    @Test func aRequestToS3IsSignedAsAWSSays() {
        let signer = AWSSigner(
            accessKey: "AKIAIOSFODNN7EXAMPLE",
            secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "us-east-1"
        )
        let value = signer.authorization(
            method: "GET",
            path: "/test.txt",
            headers: [
                "host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9",
                "x-amz-content-sha256": Self.emptyHash, "x-amz-date": "20130524T000000Z",
            ],
            bodyHash: Self.emptyHash,
            service: "s3",
            time: "20130524T000000Z"
        )
        #expect(value.hasSuffix("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"))
    }

    @Test func theTimeIsWrittenAsAWSWritesIt() {
        let time = AWSSigner.now()
        #expect(time.utf8.count == 16)
        #expect(time.wholeMatch(of: /\d{8}T\d{6}Z/) != nil, "\(time)")
    }

    @Test func aSealedDocumentOpensWithItsKey() throws {
        let (object, key) = try Self.sealed("hello")
        let document = try SealedDocument(object)
        #expect(document.wrappedKey == Data("wrapped".utf8))
        #expect(document.context == ["aws:x-amz-cek-alg": "AES/GCM/NoPadding"])
        #expect(String(decoding: try document.opened(with: key), as: UTF8.self) == "hello")
    }

    @Test func aChangedDocumentDoesNotOpen() throws {
        var (object, key) = try Self.sealed("hello")
        object.body[object.body.startIndex] ^= 1
        let document = try SealedDocument(object)
        #expect(throws: Problem.self) { try document.opened(with: key) }
        #expect(throws: Problem.self) { try document.opened(with: Data([1, 2, 3])) }
    }

    @Test(arguments: [
        ("x-amz-cek-alg", "AES/CBC/PKCS5Padding"), ("x-amz-wrap-alg", "kms"), ("x-amz-key-v2", "no base64!"),
        ("x-amz-iv", ""), ("x-amz-matdesc", "{}"), ("x-amz-matdesc", "["),
    ])
    func metadataOfAnotherKindIsRefused(name: String, value: String) throws {
        var (object, _) = try Self.sealed("hello")
        object.metadata[name] = value
        #expect(throws: Problem.self) { try SealedDocument(object) }
    }

    @Test func anObjectThatIsTooShortIsRefused() throws {
        var (object, _) = try Self.sealed("hello")
        object.body = Data([1])
        #expect(throws: Problem.self) { try SealedDocument(object) }
    }

    /// An object in the form of the S3 Encryption Client, and the key that it opens with.
    private static func sealed(_ text: String) throws -> (AWSClient.Object, Data) {
        let key = Data(repeating: 7, count: 32)
        let iv = Data(repeating: 9, count: 12)
        let box = try AES.GCM.seal(Data(text.utf8), using: SymmetricKey(data: key), nonce: AES.GCM.Nonce(data: iv))
        let metadata = [
            "x-amz-key-v2": Data("wrapped".utf8).base64EncodedString(),
            "x-amz-iv": iv.base64EncodedString(),
            "x-amz-cek-alg": "AES/GCM/NoPadding",
            "x-amz-wrap-alg": "kms+context",
            "x-amz-matdesc": "{\"aws:x-amz-cek-alg\":\"AES/GCM/NoPadding\"}",
            "x-amz-tag-len": "128",
        ]
        return (AWSClient.Object(body: box.ciphertext + box.tag, metadata: metadata), key)
    }
}
