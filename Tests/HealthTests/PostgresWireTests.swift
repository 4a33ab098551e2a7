import ComposeModel
import Testing

@testable import Health

/// Postgres' answers at the level of its protocol, without a server.
@Suite struct PostgresWireTests {
    private func check(_ script: [FakeServer.Step], password: String? = nil) async throws -> ProbeOutcome {
        try await FakeServer.run(script) { server in
            await ProbeFactory.check(
                .postgres(port: server.port, user: "cpadev", database: "cpa_dev", password: password)
            )
        }
    }

    @Test func sessionWithAnAnsweredQueryIsReady() async throws {
        let outcome = try await check([
            .read,
            .write(authenticationOk + parameter("server_version", "16.15 (Debian 16.15-1)") + readyForQuery),
            .read,
            .trickle(oneRow + readyForQuery),
        ])
        #expect(outcome.succeeded, "\(outcome.message)")
        #expect(outcome.message == "PostgreSQL 16.15")
    }

    @Test(arguments: [
        ("57P03", "the database system is starting up"),
        ("57P03", "the database system is shutting down"),
        ("28P01", "password authentication failed for user \"cpadev\""),
        ("3D000", "database \"cpa_dev\" does not exist"),
        ("53300", "sorry, too many clients already"),
    ])
    func refusalIsToldWithItsState(state: String, message: String) async throws {
        let outcome = try await check([.read, .write(error(state, message)), .close])
        #expect(!outcome.succeeded)
        #expect(outcome.message == "\(message) (SQLSTATE \(state))")
    }

    @Test func sessionThatCannotAnswerIsNotReady() async throws {
        let outcome = try await check([
            .read,
            .write(authenticationOk + readyForQuery),
            .read,
            .write(error("57P01", "terminating connection due to administrator command")),
            .close,
        ])
        #expect(!outcome.succeeded)
        #expect(outcome.message.contains("57P01"), "\(outcome.message)")
    }

    @Test func passwordThatIsWantedButNotGivenIsTold() async throws {
        // AuthenticationCleartextPassword
        let outcome = try await check([.read, .write(message("R", int32(3)))])
        #expect(!outcome.succeeded)
        #expect(outcome.message.contains("no password supplied"), "\(outcome.message)")
    }

    /// Checks a server that was healthy when it was last asked.
    private func checkAgain(_ script: [FakeServer.Step], _ sessions: (PostgresSessions) -> Void) async throws
        -> ProbeOutcome
    {
        try await FakeServer.run(script) { server in
            let reactor = SocketReactor()
            let probe = PostgresProbe(
                port: PortReference(port: server.port) { ProbeAddress(host: "127.0.0.1", port: $0) },
                user: "cpadev",
                database: "cpa_dev",
                password: "secret",
                reactor: reactor
            )
            sessions(probe.sessions)
            let outcome = await probe.check(timeout: .seconds(5))
            let wasReset = try await server.wasReset()
            #expect(!wasReset, "the server would log it")
            // A failure makes the next check open a session.
            if !outcome.succeeded { #expect(probe.sessions.versionWithoutSession() == nil) }
            reactor.shutDown()
            return outcome
        }
    }

    @Test func healthyServerThatAsksForAPasswordIsReady() async throws {
        // AuthenticationSASL
        let request = message("R", int32(10) + cString("SCRAM-SHA-256") + [0])
        let outcome = try await checkAgain([.read, .write(request), .read]) { $0.record("16.15") }
        #expect(outcome.succeeded && outcome.message == "PostgreSQL 16.15", "\(outcome.message)")
    }

    @Test func healthyServerThatAsksForNoPasswordIsAskedFurther() async throws {
        let session: [FakeServer.Step] = [
            .read,
            .write(authenticationOk + parameter("server_version", "16.16") + readyForQuery),
            .read,
            .write(oneRow + readyForQuery),
        ]
        let outcome = try await checkAgain(session) { $0.record("16.15") }
        #expect(outcome.succeeded && outcome.message == "PostgreSQL 16.16", "\(outcome.message)")
    }

    @Test func healthyServerThatRefusesIsNotReady() async throws {
        let refusal: [FakeServer.Step] = [
            .read, .write(error("57P03", "the database system is shutting down")), .close,
        ]
        let outcome = try await checkAgain(refusal) { $0.record("16.15") }
        #expect(!outcome.succeeded && outcome.message.hasSuffix("(SQLSTATE 57P03)"), "\(outcome.message)")
    }

    @Test func everySixthCheckOpensASession() {
        let sessions = PostgresSessions()
        #expect(sessions.versionWithoutSession() == nil)
        sessions.record("16.15")
        #expect((0..<6).map { _ in sessions.versionWithoutSession() } == Array(repeating: "16.15", count: 5) + [nil])
        sessions.record("16.15")
        #expect(sessions.versionWithoutSession() == "16.15")
        sessions.forget()
        #expect(sessions.versionWithoutSession() == nil)
    }

    // MARK: Messages. Source: PostgreSQL documentation, 55.7

    private var authenticationOk: [UInt8] { message("R", int32(0)) }
    private var readyForQuery: [UInt8] { message("Z", [UInt8(ascii: "I")]) }

    private var oneRow: [UInt8] {
        let column = cString("?column?") + int32(0) + int16(0) + int32(23) + int16(4) + int32(-1) + int16(0)
        return message("T", int16(1) + column) + message("D", int16(1) + int32(1) + [UInt8(ascii: "1")])
            + message("C", cString("SELECT 1"))
    }

    private func parameter(_ name: String, _ value: String) -> [UInt8] {
        message("S", cString(name) + cString(value))
    }

    private func error(_ state: String, _ text: String) -> [UInt8] {
        let fields = [("S", "FATAL"), ("V", "FATAL"), ("C", state), ("M", text), ("F", "postmaster.c"), ("L", "1")]
        return message("E", fields.flatMap { Array($0.0.utf8) + cString($0.1) } + [0])
    }

    private func message(_ type: String, _ body: [UInt8]) -> [UInt8] {
        Array(type.utf8) + int32(Int32(body.count + 4)) + body
    }

    private func cString(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }
    private func int32(_ value: Int32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    private func int16(_ value: Int16) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}
