import Glibc

/// One accepted connection of a ``FakeEngine``. Its calls block.
struct FakeConnection: Sendable {
    let descriptor: CInt

    /// Sends text; false once the client has closed its end.
    @discardableResult
    func send(_ text: String) -> Bool { send([UInt8](text.utf8)) }

    /// Sends bytes; false once the client has closed its end.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// A whole answer.
    func answer(_ body: String, status: String = "200 OK", headers: String = "") {
        send("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Sends text again and again until the client closes its end.
    func sendForEver(_ text: String) {
        let piece = [UInt8](String(repeating: text, count: 1 + 16384 / text.utf8.count).utf8)
        while send(piece) {}
    }

    /// Says nothing more until the client closes its end.
    func stall() { _ = readToEnd() }

    /// What comes until the client closes its end, or its half of it.
    func readToEnd() -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }

    /// Says that nothing more comes, and still listens.
    func closeSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// The head of the request, and what has come of its body; nil where the client closed its end before.
    func readRequest() -> FakeRequest? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
            bytes.append(byte)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count == 3 else { return nil }
        return FakeRequest(method: String(words[0]), target: String(words[1]), head: text)
    }
}
