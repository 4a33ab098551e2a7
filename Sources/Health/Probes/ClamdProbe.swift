/// A ClamAV daemon: ready when it answers `PING` with `PONG`. Source: clamd(8), COMMANDS; `z` selects NUL as line terminator.
struct ClamdProbe: ProtocolProbe {
    let kind = "clamd"
    let port: PortReference
    let reactor: SocketReactor

    private static let answerLimit = 256

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        let address = try await AddressResolver.resolve(try port.address(), until: deadline)
        let socket = try await ProbeSocket.connect(to: address, reactor: reactor, until: deadline)
        try await socket.send(Array("zPING\0".utf8), until: deadline)
        var answer: [UInt8] = []
        while !answer.contains(0) {
            let bytes = try await socket.receive(atMost: Self.answerLimit, until: deadline)
            if bytes.isEmpty {
                throw answer.isEmpty ? .closed : ProbeFailure(.closed, "answer cut off: \(ProbeMessage.text(answer))")
            }
            answer += bytes
            guard answer.count <= Self.answerLimit else { break }
        }
        let line = answer.prefix { $0 != 0 }
        guard line.elementsEqual("PONG".utf8) else {
            throw ProbeFailure(.unexpectedAnswer, "expected PONG, got: \(ProbeMessage.text(line))")
        }
        return "PONG"
    }
}
