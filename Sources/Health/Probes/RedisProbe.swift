/// A Redis server: ready when it answers `PING` with `PONG`, after `AUTH` if there is a password. A server that is still
/// loading its dataset answers `-LOADING` and is not ready.
struct RedisProbe: ProtocolProbe {
    let kind = "redis"
    let port: PortReference
    let password: String?
    let reactor: SocketReactor

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        let address = try await AddressResolver.resolve(try port.address(), until: deadline)
        let socket = try await ProbeSocket.connect(to: address, reactor: reactor, until: deadline)
        let reader = RedisReplyReader()
        var request: [UInt8] = []
        if let password { request += RedisReplyReader.command(["AUTH", password]) }
        request += RedisReplyReader.command(["PING"])
        try await socket.send(request, until: deadline)
        if password != nil {
            try Self.expect("OK", try await Self.reply(reader, socket, deadline), to: "AUTH")
        }
        try Self.expect("PONG", try await Self.reply(reader, socket, deadline), to: "PING")
        return "PONG"
    }

    private static func reply(
        _ reader: borrowing RedisReplyReader,
        _ socket: borrowing ProbeSocket,
        _ deadline: ContinuousClock.Instant
    ) async throws(ProbeFailure) -> RedisReplyReader.Reply {
        var total = 0
        while true {
            if let reply = try reader.next() { return reply }
            let bytes = try await socket.receive(atMost: 1024, until: deadline)
            guard !bytes.isEmpty else { throw .closed }
            total += bytes.count
            guard total <= 64 * 1024 else { throw ProbeFailure(.unexpectedAnswer, "the answer is too long") }
            reader.feed(bytes)
        }
    }

    private static func expect(
        _ wanted: String,
        _ reply: RedisReplyReader.Reply,
        to command: String
    ) throws(ProbeFailure) {
        switch reply {
        case .status(wanted): return
        case .error(let message): throw ProbeFailure(.notReady, message)
        case .status(let text), .other(let text):
            throw ProbeFailure(.unexpectedAnswer, "unexpected answer to \(command): \(text)")
        }
    }
}
