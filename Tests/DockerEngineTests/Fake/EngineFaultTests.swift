import TestSupport
import Testing

@testable import DockerEngine

/// Whatever an engine does wrong, each kind of call ends in time, with an error that says what.
@Suite struct EngineFaultTests {
    @Test(arguments: EngineCall.allCases, EngineFault.allCases)
    func everyCallEndsInTimeWithAClearError(_ call: EngineCall, _ fault: EngineFault) async throws {
        let context = try TemporaryFolder()
        try context.write("FROM scratch\n", to: "Dockerfile")
        // The first ping agrees on the version; an engine that stalls answers no other one.
        let engine = try FakeEngine(pings: 1) { request, connection in
            guard !Self.isPrelude(request, of: call) else {
                return connection.answer(#"{"Id":"x"}"#, status: "201 Created")
            }
            fault.perform(connection)
        }
        let client = EngineClient(engine)
        let start = ContinuousClock.now
        let error = await call.failure(client, context: context)
        // The longest way: head in time, then body in time; and the machine may be busy.
        #expect(ContinuousClock.now - start < .seconds(8))
        guard let expected = fault.expected(call) else {
            #expect(error == nil)
            return
        }
        let failure = try #require(error)
        #expect(expected.contains(failure.code), "\(failure)")
        #expect(!failure.message.isEmpty && failure.message.first?.isUppercase == false)
    }

    /// Of a call that consists of several, what comes before the one that goes wrong.
    private static func isPrelude(_ request: FakeRequest, of call: EngineCall) -> Bool {
        call == .run && request.target.hasSuffix("/containers/x/exec")
    }
}
