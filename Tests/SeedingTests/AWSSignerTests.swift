import Foundation
import Testing

@testable import Seeding

/// Signatures that AWS publishes.
@Suite struct AWSSignerTests {
    // MARK: AWS Signature Version 4 test suite

    private static let suite = AWSSigner(
        accessKey: "AKIDEXAMPLE",
        secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
        service: "service"
    )

    private func suiteSignature(
        _ method: String = "GET",
        _ target: String = "/",
        _ headers: [(String, String)] = [],
        body: String = ""
    ) -> String? {
        Self.signature(
            Self.suite.sign(
                method: method,
                target: target,
                headers: headers + [("Host", "example.amazonaws.com")],
                body: Array(body.utf8),
                time: "20150830T123600Z"
            )
        )
    }

    @Test func getVanilla() {
        #expect(suiteSignature() == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
    }

    @Test func getWithAQuery() {
        #expect(
            suiteSignature("GET", "/?Param1=value1&Param2=value2")
                == "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        )
    }

    @Test func spacesInHeadersAreTrimmed() {
        let headers = [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")]
        #expect(
            suiteSignature("GET", "/", headers) == "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        )
    }

    @Test func postVanilla() {
        #expect(suiteSignature("POST") == "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")
    }

    @Test func postWithABody() {
        #expect(
            suiteSignature("POST", "/", [("Content-Type", "application/x-www-form-urlencoded")], body: "Param1=value1")
                == "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        )
    }

    // MARK: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header"

    private static let s3 = AWSSigner(
        accessKey: "AKIAIOSFODNN7EXAMPLE",
        secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
        service: "s3"
    )

    private func s3Signature(
        _ method: String,
        _ target: String,
        _ headers: [(String, String)] = [],
        body: String = ""
    ) -> String? {
        Self.signature(
            Self.s3.sign(
                method: method,
                target: target,
                headers: headers + [("Host", "examplebucket.s3.amazonaws.com")],
                body: Array(body.utf8),
                time: "20130524T000000Z"
            )
        )
    }

    @Test func getOfAnObject() {
        #expect(
            s3Signature("GET", "/test.txt", [("Range", "bytes=0-9")])
                == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        )
    }

    @Test func putOfAnObject() {
        let headers = [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")]
        #expect(
            s3Signature("PUT", "/test%24file.text", headers, body: "Welcome to Amazon S3.")
                == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        )
    }

    @Test func getOfASubresource() {
        #expect(
            s3Signature("GET", "/?lifecycle=") == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        )
    }

    @Test func listOfABucket() {
        #expect(
            s3Signature("GET", "/?max-keys=2&prefix=J")
                == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        )
    }

    private static func signature(_ headers: [(String, String)]) -> String? {
        let marker = "Signature="
        guard let value = headers.first(where: { $0.0 == "authorization" })?.1,
            let range = value.range(of: marker)
        else { return nil }
        return String(value[range.upperBound...])
    }
}
