import Testing

@testable import DockerEngine

/// Commands in containers of a real engine.
@Suite(.enabled(if: RealEngine.isThere)) struct RealExecTests {
    @Test func aCommandTellsItsOutputAndItsExitCode() async throws {
        let engine = try await RealEngine()
        try await engine.withContainer("exec sleep 600") { id in
            _ = try await engine.client.startContainer(id)
            let result = try await engine.client.run(
                id,
                ExecRequest(["/bin/sh", "-c", "echo out; echo err >&2; exit 4"]),
                timeout: .seconds(20),
                limit: 1000
            )
            #expect(result.exitCode == 4)
            let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n").sorted()
            #expect(lines == ["err", "out"])
            var request = ExecRequest(["/bin/sh", "-c", "echo $WHERE; exec /bin/ls -d ."])
            request.environment = ["WHERE=here"]
            request.workingDirectory = "/tmp"
            let other = try await engine.client.run(id, request, timeout: .seconds(20), limit: 1000)
            #expect(String(decoding: other.output, as: UTF8.self) == "here\n.\n")
        }
    }

    @Test func aCommandThatTakesTooLongIsLeftAlone() async throws {
        let engine = try await RealEngine()
        try await engine.withContainer("exec sleep 600") { id in
            _ = try await engine.client.startContainer(id)
            let result = try await engine.client.run(
                id,
                ExecRequest(["/bin/sh", "-c", "echo first; sleep 600"]),
                timeout: .milliseconds(1500),
                limit: 1000
            )
            #expect(result.exitCode == nil && result.output == Array("first\n".utf8))
            #expect(try await engine.client.inspectExec(result.execID).isRunning)
        }
    }

    @Test func theEndOfTheInputEndsACommandThatReadsIt() async throws {
        let engine = try await RealEngine()
        try await engine.withContainer("exec sleep 600") { id in
            _ = try await engine.client.startContainer(id)
            var request = ExecRequest(["/bin/cat"])
            request.attachesStdin = true
            let exec = try await engine.client.createExec(id, request)
            let session = try await engine.client.startExec(exec)
            try await session.write(Array("one\ntwo\n".utf8))
            try await session.closeInput()
            var text = ""
            for try await chunk in session.output { text += chunk.text }
            #expect(text == "one\ntwo\n")
            #expect(try await engine.client.inspectExec(exec).exitCode == 0)
        }
    }

    @Test func whatCannotBeRunIsToldByItsExitCode() async throws {
        let engine = try await RealEngine()
        try await engine.withContainer("exec sleep 600") { id in
            _ = try await engine.client.startContainer(id)
            let result = try await engine.client.run(id, ExecRequest(["/none"]), timeout: .seconds(20), limit: 1000)
            #expect([126, 127].contains(result.exitCode))
        }
    }

    @Test func aContainerThatDoesNotRunTakesNoCommand() async throws {
        let engine = try await RealEngine()
        try await engine.withContainer("true") { id in
            await #expect {
                _ = try await engine.client.run(id, ExecRequest(["/bin/true"]), timeout: .seconds(20), limit: 1000)
            } throws: {
                ($0 as? EngineError)?.code == .conflict
            }
        }
    }
}
