import ComposeModel
import DockerEngine
import DockerRuntime
import FoundationEssentials
import Glibc
import Runtime
import TestSupport
import Testing

private let engineProgram = ProcessInfo.processInfo.environment["CPADEV_TEST_ENGINE"]

/// The engine itself is stopped and started by the program that `CPADEV_TEST_ENGINE` names, called with `stop`, `kill` or
/// `start`; where it is not set, no engine may be touched, and CI fails.
@Suite(
    .enabled(if: Capability.wants(engineProgram != nil)),
    .timeLimit(.minutes(5)),
    .serialized
)
struct EngineRestartTests {
    private func engine(_ verb: String) throws {
        let program = try #require(engineProgram)
        var pid: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup(verb), nil]
        defer { for argument in arguments { free(argument) } }
        try #require(posix_spawn(&pid, program, nil, nil, &arguments, environ) == 0)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        #expect(status == 0)
    }

    @Test(arguments: ["stop", "kill"])
    func whatEndsWithTheEngineIsInterruptedAndStartedAgainAsItWas(verb: String) async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime()
            let script = "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done"
            let polite = harness.launch("polite", script)
            let stubborn = harness.launch("stubborn", "exec sleep 600")
            let id = try await runtime.start(polite).container?.id
            _ = try await runtime.start(stubborn)
            try await harness.waitForLine("up", of: "polite")
            try engine(verb)
            _ = try await harness.events.first("the loss") { event in
                if case .lost(let reason) = event { reason } else { nil }
            }
            try engine("start")
            try await harness.events.wait(for: .recovered)
            try await harness.events.wait(for: .interrupted(polite.instance))
            try await harness.events.wait(for: .interrupted(stubborn.instance))
            let events = await harness.events.events
            #expect(!events.contains { if case .exited = $0 { true } else { false } })
            #expect(!events.contains { if case .stoppedExternally = $0 { true } else { false } })
            let again = try await runtime.start(harness.launch("polite", script, generation: 2))
            #expect(again.container?.id == id)
        }
    }
}
