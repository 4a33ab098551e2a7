import AsyncHTTPClient
import Foundation
import NIOCore
import TestSupport
import Testing

@testable import Seeding

/// Answers that no AWS gives.
@Suite struct AWSClientTests {
    private static let request = Array("\r\n\r\n".utf8)

    private func client(_ port: UInt16, _ limit: Duration = .seconds(20)) -> AWSClient {
        AWSClient(.loopback(StoreEndpoints.Address(host: "127.0.0.1", port: port)), timeout: limit)
    }

    private func http(_ status: String, _ body: String, _ headers: String = "") -> [UInt8] {
        Array("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)".utf8)
    }

    /// What listing a bucket ends in.
    private func failure(_ peer: ScriptedPeer, _ limit: Duration = .seconds(20)) async -> SeedingError? {
        let bucket = Bucket(name: "cpa", client: client(peer.port, limit))
        return await #expect(throws: SeedingError.self) { _ = try await bucket.list(prefix: "") }
    }

    @Test func aClosedPortIsAnErrorAtOnce() async {
        let port = LoopbackPort.free()
        let bucket = Bucket(name: "cpa", client: client(port))
        let error = await #expect(throws: SeedingError.self) { _ = try await bucket.list(prefix: "") }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("127.0.0.1:\(port)") == true)
    }

    /// A request that meets such a connection is sent again. Which error it gets depends on the moment.
    @Test func aConnectionThatTheServerClosedIsKnownByItsErrors() {
        let closed: [any Error] = [
            HTTPClientError.remoteConnectionClosed, ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed,
            IOError(errnoCode: ECONNRESET, reason: "read"), IOError(errnoCode: EPIPE, reason: "write"),
        ]
        #expect(closed.allSatisfy(StoreHTTP.isConnectionClosed))
        let others: [any Error] = [
            HTTPClientError.connectTimeout, ChannelError.operationUnsupported, CancellationError(),
            IOError(errnoCode: ECONNREFUSED, reason: "connect"),
        ]
        #expect(!others.contains(where: StoreHTTP.isConnectionClosed))
    }

    @Test func whatIsNoHTTPIsAnError() async throws {
        // After the request: what comes before it meets a connection that nobody asked anything yet.
        try await ScriptedPeer.run(.read(until: Self.request), .write(Array("-ERR unknown command\r\n".utf8)), .hold) {
            peer in
            #expect(await failure(peer)?.code == .garbled)
        }
    }

    @Test func aPeerThatEndsItsHalfIsAnError() async throws {
        try await ScriptedPeer.run(.read(until: Self.request), .finish, .hold) { peer in
            #expect(await failure(peer)?.code == .unreachable)
        }
        let half = Array(http("200 OK", "<ListBucketResult>").dropLast(3))
        try await ScriptedPeer.run(.read(until: Self.request), .write(half), .finish, .hold) { peer in
            #expect(await failure(peer)?.code == .unreachable)
        }
    }

    @Test func aPeerThatStallsIsAnErrorInTime() async throws {
        let half = Array(http("200 OK", "<ListBucketResult>").dropLast(3))
        for steps in [[], half] {
            try await ScriptedPeer.run(.read(until: Self.request), .write(steps), .hold) { peer in
                let error = await failure(peer, .milliseconds(200))
                #expect(error?.code == .unreachable)
                #expect(error?.message.contains("did not answer in 0.2 seconds") == true)
            }
        }
    }

    @Test func aListingThatGoesRoundIsAnError() async throws {
        let page = http(
            "200 OK",
            "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>1</NextContinuationToken>"
                + "</ListBucketResult>"
        )
        try await ScriptedPeer.run(.read(until: Self.request), .write(page), .read(until: Self.request), .write(page)) {
            #expect(await failure($0)?.code == .garbled)
        }
    }

    @Test func aRefusalCarriesTheCodeAndMessageOfS3() async throws {
        let body = "<Error><Code>AccessDenied</Code><Message>Access &amp; denied</Message></Error>"
        try await ScriptedPeer.run(.read(until: Self.request), .write(http("403 Forbidden", body))) { peer in
            let error = await failure(peer)
            #expect(error?.code == .refused)
            #expect(error?.message == "S3 refused to list the bucket cpa: AccessDenied: Access & denied")
        }
        try await ScriptedPeer.run(.read(until: Self.request), .write(http("502 Bad Gateway", "<html>"))) { peer in
            #expect(await failure(peer)?.message == "S3 refused to list the bucket cpa: HTTP 502")
        }
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let answer = http("307 Temporary Redirect", "", "Location: http://127.0.0.1:1/\r\n")
        try await ScriptedPeer.run(.read(until: Self.request), .write(answer)) { peer in
            #expect(await failure(peer)?.message.contains("HTTP 307") == true)
        }
    }

    @Test func aRefusalCarriesTheCodeAndMessageOfKMS() async throws {
        let firm = SeedPlan.Firm(slug: "a", id: "", name: "A", items: [:])
        let body = #"{"__type": "com.amazonaws.kms#DisabledException", "message": "it is disabled", "more": [1]}"#
        try await ScriptedPeer.run(.read(until: Self.request), .write(http("400 Bad Request", body))) { peer in
            let keys = KeyManager(client(peer.port))
            let error = await #expect(throws: SeedingError.self) { _ = try await keys.isUsable(firm) }
            #expect(error?.code == .refused)
            #expect(error?.message == "KMS refused a firm's key: DisabledException: it is disabled")
        }
    }

    @Test(arguments: ["", "{}", "[]", "<html>", #"{"KeyMetadata": {"KeyId": 1}}"#])
    func anAnswerThatIsNoneOfKMSIsAnError(_ body: String) async throws {
        let firm = SeedPlan.Firm(slug: "a", id: "", name: "A", items: [:])
        try await ScriptedPeer.run(.read(until: Self.request), .write(http("200 OK", body))) { peer in
            let keys = KeyManager(client(peer.port))
            let error = await #expect(throws: SeedingError.self) { _ = try await keys.isUsable(firm) }
            #expect(error?.code == .garbled)
        }
    }
}

extension StoreEndpoints.AWS {
    /// What LocalStack takes from anybody.
    static func loopback(_ address: StoreEndpoints.Address, region: String = "us-east-1") -> StoreEndpoints.AWS {
        StoreEndpoints.AWS(address: address, region: region, accessKey: "test", secretKey: "test")
    }
}
