import CLibPQ
import Foundations
import Glibc

/// A PostgreSQL session that uses libpq's non-blocking calls. It is closed when the value is destroyed.
///
/// Source: PostgreSQL documentation, 34.1 (PQconnectPoll) and 34.4 (asynchronous command processing).
struct PostgresConnection: ~Copyable {
    private let handle: OpaquePointer

    /// Starts to connect. Parameters without a value get libpq's defaults.
    init(parameters: KeyValuePairs<String, String?>) throws(ProbeFailure) {
        let given = parameters.compactMap { name, value in value.map { (name: name, value: $0) } }
        guard let handle = CStringArray.withPairs(given, { PQconnectStartParams($0, $1, 0) }) else {
            throw ProbeFailure(.unreachable, "libpq is out of memory")
        }
        self.handle = handle
        // Verbose messages include the SQLSTATE, which libpq does not provide otherwise while connecting.
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
    }

    deinit { PQfinish(handle) }

    /// The server version of an open session, such as `16.15`.
    var serverVersion: String {
        guard let value = PQparameterStatus(handle, "server_version") else { return "(unknown version)" }
        // Debian reports "15.18 (Debian 15.18-0+deb12u1)".
        return String(cString: value).split(separator: " ").first.map(String.init) ?? ""
    }

    /// Completes the connection.
    func open(reactor: SocketReactor, until deadline: ContinuousClock.Instant) async throws(ProbeFailure) {
        try await connect(reactor, deadline) { false }
    }

    /// Connects until the server asks for a password, and takes the request. Returns false if the server does anything
    /// else, which ``open(reactor:until:)`` then reads.
    ///
    /// Source: PostgreSQL documentation, 55.7, AuthenticationRequest messages: `R`, the length, and a method, which is 0
    /// if the server asks for nothing.
    func isAskedForPassword(
        reactor: SocketReactor,
        until deadline: ContinuousClock.Instant
    ) async throws(ProbeFailure) -> Bool {
        try await connect(reactor, deadline) { PQstatus(handle) == CONNECTION_AWAITING_RESPONSE }
        var message = [UInt8](repeating: 0, count: 9)
        let count = recv(PQsocket(handle), &message, message.count, Int32(MSG_PEEK))
        guard count == message.count, message[0] == UInt8(ascii: "R"), message[5...].contains(where: { $0 != 0 })
        else { return false }
        // Closing a socket with unread bytes resets the connection, which the server logs.
        var rest = [UInt8](repeating: 0, count: 1024)
        while recv(PQsocket(handle), &rest, rest.count, Int32(MSG_DONTWAIT)) > 0 {}
        return true
    }

    /// Connects until the session is open, or until the server's next message can be read and `isEnough` is true.
    private func connect(
        _ reactor: SocketReactor,
        _ deadline: ContinuousClock.Instant,
        until isEnough: () -> Bool
    ) async throws(ProbeFailure) {
        guard PQstatus(handle) != CONNECTION_BAD else { throw failure() }
        try await wait(.writable, reactor, deadline, for: "no connection")
        let code = SocketError.pending(PQsocket(handle))
        guard code == 0 else { throw SocketError.failure(code) }
        guard !SocketError.isConnectedToItself(PQsocket(handle)) else { throw .refused }
        while true {
            switch PQconnectPoll(handle) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING:
                try await wait(.readable, reactor, deadline, for: "no answer to the login")
                if isEnough() { return }
            case PGRES_POLLING_WRITING: try await wait(.writable, reactor, deadline, for: "the login was not sent")
            default: throw failure()
            }
        }
    }

    /// Runs a statement and discards its rows.
    func run(
        _ statement: String,
        reactor: SocketReactor,
        until deadline: ContinuousClock.Instant
    ) async throws(ProbeFailure) {
        guard PQsetnonblocking(handle, 1) == 0, PQsendQuery(handle, statement) == 1 else { throw failure() }
        var unsent = PQflush(handle)
        while unsent == 1 {
            try await wait(.writable, reactor, deadline, for: "the query was not sent")
            unsent = PQflush(handle)
        }
        guard unsent == 0 else { throw failure() }
        var status = PGRES_EMPTY_QUERY
        while true {
            while PQisBusy(handle) == 1 {
                try await wait(.readable, reactor, deadline, for: "no answer to the query")
                guard PQconsumeInput(handle) == 1 else { throw failure() }
            }
            guard let result = PQgetResult(handle) else { break }
            status = PQresultStatus(result)
            PQclear(result)
            guard status == PGRES_TUPLES_OK else { throw failure() }
        }
        guard status == PGRES_TUPLES_OK else { throw ProbeFailure(.unexpectedAnswer, "no answer to the query") }
    }

    private func wait(
        _ direction: SocketReactor.Direction,
        _ reactor: SocketReactor,
        _ deadline: ContinuousClock.Instant,
        for what: String
    ) async throws(ProbeFailure) {
        let descriptor = PQsocket(handle)
        guard descriptor >= 0 else { throw failure() }
        switch await reactor.wait(for: descriptor, direction, until: deadline) {
        case .ready: return
        case .timedOut: throw .timedOut(what)
        case .cancelled: throw .cancelled
        }
    }

    private func failure() -> ProbeFailure {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        return PostgresErrorText.failure(text)
    }
}
