import Testing

@testable import Health

@Suite struct HTTPResponseReaderTests {
    /// Reads a response whole, and byte by byte.
    private func read(_ response: String) throws -> HTTPResponseReader {
        var whole = HTTPResponseReader()
        try whole.feed(Array(response.utf8))
        var bytewise = HTTPResponseReader()
        for byte in response.utf8 { try bytewise.feed([byte]) }
        #expect(whole.status == bytewise.status && whole.body == bytewise.body)
        #expect(whole.hasHead == bytewise.hasHead && whole.isComplete == bytewise.isComplete)
        return whole
    }

    private func text(_ reader: HTTPResponseReader) -> String { String(decoding: reader.body, as: UTF8.self) }

    @Test func bodyEndsWithItsLength() throws {
        let reader = try read("HTTP/1.1 503 Service Unavailable\r\ncontent-length:  4\r\n\r\nbusymore")
        #expect(
            reader.status == .init(code: 503, reason: "Service Unavailable") && reader.isComplete
                && text(reader) == "busy"
        )
    }

    @Test func bodyEndsWithItsLastChunk() throws {
        let head = "HTTP/1.1 500 Oops\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
        let reader = try read(head + "3;name=value\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n")
        #expect(reader.isComplete && text(reader) == "abc0123456789")
        #expect(try !read(head + "3\r\nabc\r\n").isComplete)
    }

    @Test func bodyWithoutLengthEndsWithTheConnection() throws {
        let reader = try read("HTTP/1.0 404 Not Found\n\nnothing here")
        #expect(reader.hasHead && !reader.isComplete && text(reader) == "nothing here")
    }

    @Test(arguments: [204, 304]) func statusWithoutBodyIsComplete(code: Int) throws {
        #expect(try read("HTTP/1.1 \(code)\r\nContent-Length: 10\r\n\r\n").isComplete)
    }

    @Test func interimResponsesAreSkipped() throws {
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        #expect(try !read(interim).hasHead)
        #expect(try read(interim + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").status?.code == 200)
    }

    @Test(arguments: ["HTTP/1.1 20", "HTTP/1.1 200 OK\r\nServer: x\r\n"]) func cutHeadIsNone(response: String) throws {
        let reader = try read(response)
        #expect(!reader.hasHead && !reader.isEmpty)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n", "HTTP/1.1 OK\r\n", "HTTP/1.1 2000 OK\r\n", "\r\n",
        "HTTP/1.1 -20 OK\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
    ])
    func otherProtocolsAreInvalid(response: String) {
        #expect(throws: ProbeFailure.self) { _ = try read(response) }
    }

    @Test func endlessHeadIsInvalid() {
        var reader = HTTPResponseReader()
        #expect(throws: ProbeFailure.self) { for _ in 0..<100 { try reader.feed([UInt8](repeating: 65, count: 1024)) } }
        reader = HTTPResponseReader()
        #expect(throws: ProbeFailure.self) {
            try reader.feed(Array("HTTP/1.1 200 OK\r\n".utf8))
            for _ in 0..<2000 { try reader.feed(Array("a: b\r\n".utf8)) }
        }
    }
}
