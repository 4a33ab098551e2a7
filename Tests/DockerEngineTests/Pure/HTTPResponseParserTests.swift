import NIOCore
import TestSupport
import Testing

@testable import DockerEngine

@Suite struct HTTPResponseParserTests {
    /// What a parser makes of bytes that come in pieces of a length.
    private func parts(
        _ text: String,
        pieceLength: Int = .max,
        expectsBody: Bool = true
    ) throws -> (heads: [ResponseHead], body: String, isComplete: Bool) {
        var parser = HTTPResponseParser(expectsBody: expectsBody)
        var heads: [ResponseHead] = []
        var body: [UInt8] = []
        var isComplete = false
        var rest = [UInt8](text.utf8)[...]
        while !rest.isEmpty {
            parser.append(ByteBuffer(bytes: rest.prefix(pieceLength)))
            rest = rest.dropFirst(pieceLength)
            while let part = try parser.next() {
                switch part {
                case .head(let head): heads.append(head)
                case .body(let bytes): body += bytes.readableBytesView
                case .end: isComplete = true
                }
            }
        }
        return (heads, String(decoding: body, as: UTF8.self), isComplete)
    }

    @Test(arguments: [1, 2, 3, 5, 7, 1000])
    func chunksAreJoinedHoweverTheyAreCut(_ length: Int) throws {
        let text =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3\r\nabc\r\n0a;x=y\r\n0123456789\r\n0\r\nA: b\r\n\r\n"
        let result = try parts(text, pieceLength: length)
        #expect(result.heads.map(\.status) == [200])
        #expect(result.body == "abc0123456789" && result.isComplete)
    }

    @Test(arguments: [1, 4, 1000])
    func aLengthEndsTheBody(_ length: Int) throws {
        let result = try parts("HTTP/1.0 404 Not Found\nContent-Length: 4\n\nabcdefg", pieceLength: length)
        #expect(result.heads.map(\.status) == [404] && result.heads.map(\.minorVersion) == [0])
        #expect(result.body == "abcd" && result.isComplete)
    }

    @Test func anUpgradedConnectionHasNoEndButItsOwn() throws {
        let result = try parts("HTTP/1.1 101 UPGRADED\r\nContent-Length: 0\r\nUpgrade: tcp\r\n\r\nraw")
        #expect(result.body == "raw" && !result.isComplete)
    }

    @Test func whatComesBeforeTheAnswerIsPassedOver() throws {
        let result = try parts("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
        #expect(result.heads.map(\.status) == [204] && result.isComplete)
    }

    @Test func theAnswerToHeadHasNoBody() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        #expect(try parts(text, expectsBody: false).isComplete)
    }

    @Test func headersAreFoundByTheirNameInLowerCase() throws {
        let head = try #require(try parts("HTTP/1.1 200 OK\r\nApi-Version:  1.41 \r\nX: a:b\r\n\r\n").heads.first)
        #expect(head["api-version"] == "1.41" && head["x"] == "a:b" && head["y"] == nil)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 xx OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\n",
    ])
    func whatIsNoHTTPIsSaidToBeNone(_ text: String) {
        for length in [1, 1000] {
            #expect { try parts(text, pieceLength: length) } throws: {
                ($0 as? EngineError)?.code == .malformedResponse
            }
        }
    }

    /// Random bytes behind a valid beginning never crash the parser, and never make it loop.
    @Test func garbageEndsInAnErrorOrWaitsForMore() {
        var random = SeededGenerator(seed: 7)
        let beginnings = [
            "", "HTTP/1.1 ", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        ]
        let alphabet = [UInt8]("\r\n\r\n: 0123456789abcfHTP/.\u{0}".utf8)
        for round in 0..<2000 {
            var parser = HTTPResponseParser()
            var bytes = [UInt8](beginnings[round % beginnings.count].utf8)
            for _ in 0..<Int.random(in: 0..<200, using: &random) {
                bytes.append(alphabet.randomElement(using: &random) ?? 0)
            }
            parser.append(ByteBuffer(bytes: bytes))
            var count = 0
            while let part = try? parser.next() {
                count += 1
                if case .body(let body) = part { #expect(body.readableBytes > 0) }
            }
            #expect(count <= bytes.count + 2)
        }
    }
}
