import Environments
import NIOHTTP1
import Testing

@testable import EnvironmentChecks

@Suite struct StatementReaderTests {
    private func read(
        _ part: PlatformEnvironment.Statement.Part,
        _ body: String = "",
        status: HTTPResponseStatus = .ok
    ) throws(CheckProblem) -> String {
        try StatementReader.value(of: part, status: status, headers: ["X-Version": "2.1"], body: Array(body.utf8))
    }

    @Test func valuesAreFoundAnywhere() throws {
        #expect(try read(.header("x-version")) == "2.1")
        #expect(try read(.json(["version"]), #"{"version": "1.4.2"}"#) == "1.4.2")
        #expect(try read(.json(["build", "1", "sha"]), #"{"build": [{}, {"sha": "abc"}]}"#) == "abc")
        #expect(try read(.json(["n"]), #"{"n": 7}"#) == "7")
        #expect(try read(.json(["a"]), #"{"a": "\#(String(repeating: "x", count: 5000))"}"#).count == 100)
    }

    @Test(
        arguments: [
            ("{\"version\": null}", "the response has no text at version"),
            ("[]", "the response has no text at version"),
            ("{\"version\": {}}", "the response has no text at version"), ("<html>", "the response is not JSON"),
            ("", "the response is not JSON"), ("{\"version\": \"\"}", "the response says nothing"),
        ]
    )
    func whatIsMissingIsNamed(_ body: String, _ reason: String) {
        let problem = #expect(throws: CheckProblem.self) { try read(.json(["version"]), body) }
        #expect(problem?.reason == reason)
    }

    @Test func pageOfAnErrorIsNamedByItsStatus() {
        let problem = #expect(throws: CheckProblem.self) { try read(.json(["a"]), "<html>", status: .badGateway) }
        #expect(problem?.reason == "status 502 Bad Gateway")
        #expect(throws: CheckProblem.self) { try read(.header("X-Other")) }
    }
}
