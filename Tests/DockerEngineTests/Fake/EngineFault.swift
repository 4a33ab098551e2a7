@testable import DockerEngine

/// What a fake engine does wrong, and what the client has to say of it.
enum EngineFault: String, CaseIterable, Sendable {
    case closesAtOnce, breaksOffInHeaders, stallsBeforeHeaders, stallsInHeaders, speaksSSH, sendsBinary, endlessHeaders,
        endlessLine, headerWithoutName, badStatus, badLength, stallsInBody, breaksOffInBody, badChunkSize,
        negativeChunkSize, hugeChunk, longerChunk, stallsInChunk, garbageBody, endlessBody, closesSendingInBody, fails,
        failsWithoutText, failsWithGarbage, failsAndStalls

    /// Answers a request.
    func perform(_ connection: FakeConnection) {
        let ok = "HTTP/1.1 200 OK\r\n"
        let chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
        switch self {
        case .closesAtOnce: break
        case .breaksOffInHeaders: connection.send(ok + "Content-Le")
        case .stallsBeforeHeaders: connection.stall()
        case .stallsInHeaders:
            connection.send(ok + "Content-Le")
            connection.stall()
        case .speaksSSH:
            connection.send("SSH-2.0-OpenSSH_9.2\r\n")
            connection.stall()
        case .sendsBinary:
            connection.send([0x16, 0x03, 0x01, 0x00, 0xFF, 0x00])
            connection.stall()
        case .endlessHeaders:
            connection.send(ok)
            connection.sendForEver("X-Header: value\r\n")
        case .endlessLine:
            connection.send("HTTP/1.1 200 ")
            connection.sendForEver("x")
        case .headerWithoutName: connection.send(ok + ": value\r\n\r\n")
        case .badStatus: connection.send("HTTP/1.1 OK\r\n\r\n")
        case .badLength: connection.send(ok + "Content-Length: -5\r\n\r\n")
        case .stallsInBody:
            connection.send(ok + "Content-Length: 100\r\n\r\n[")
            connection.stall()
        case .breaksOffInBody: connection.send(ok + "Content-Length: 100\r\n\r\n[")
        case .badChunkSize: connection.send(chunked + "zz\r\n")
        case .negativeChunkSize: connection.send(chunked + "-1\r\n")
        case .hugeChunk: connection.send(chunked + "FFFFFFFFFFFFFFFFFF\r\n")
        case .longerChunk: connection.send(chunked + "2\r\n\n\n\n\n\r\n0\r\n\r\n")
        case .stallsInChunk:
            connection.send(chunked + "20\r\n{")
            connection.stall()
        case .garbageBody: connection.answer("%%% no JSON, no frame, and no end of a line %%%")
        case .endlessBody:
            connection.send(ok + "\r\n")
            connection.sendForEver("x")
        case .closesSendingInBody:
            connection.send(chunked + "20\r\n{")
            connection.closeSending()
            connection.stall()
        case .fails: connection.answer(#"{"message":"out of cheese"}"#, status: "500 Internal Server Error")
        case .failsWithoutText: connection.answer("", status: "500 Internal Server Error")
        case .failsWithGarbage: connection.answer("\u{1}\u{2}<html>", status: "502 Bad Gateway")
        case .failsAndStalls:
            connection.send("HTTP/1.1 500 Oops\r\nContent-Length: 50\r\n\r\n{")
            connection.stall()
        }
    }

    /// The codes of which the client may tell one; nil where the call has to succeed.
    func expected(_ call: EngineCall) -> Set<EngineError.Code>? {
        switch self {
        case .closesAtOnce, .breaksOffInHeaders, .breaksOffInBody, .closesSendingInBody:
            // A frame that is no frame is noticed before its end is missed.
            return call.kind == .output ? [.connectionLost, .malformedResponse] : [.connectionLost]
        case .stallsBeforeHeaders, .stallsInHeaders, .stallsInBody, .stallsInChunk, .failsAndStalls: return [.timedOut]
        case .speaksSSH, .sendsBinary, .endlessHeaders, .endlessLine, .headerWithoutName, .badStatus, .badLength,
            .badChunkSize, .negativeChunkSize, .hugeChunk, .longerChunk:
            return [.malformedResponse]
        case .garbageBody:
            return call.kind == .nothing ? nil : [.malformedResponse]
        case .endlessBody: return [.malformedResponse]
        case .fails, .failsWithoutText, .failsWithGarbage: return [.serverError]
        }
    }
}
