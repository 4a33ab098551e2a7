import ControlAPI
import FoundationEssentials
import Testing

@testable import Commands

@Suite struct StartupFailureTests {
    private func snapshot() -> StackSnapshot {
        var failed = ServiceStatus(name: "db", state: .failed)
        failed.reason = "exit code 7"
        var waiting = ServiceStatus(name: "web", state: .waiting)
        waiting.dependencies = [.init(service: "db", condition: "service_healthy", required: true, satisfied: false)]
        return StackSnapshot(
            sequence: 1,
            project: .init(name: "p", directory: "/p", files: []),
            supervisor: .init(pid: 1, version: "1", startedAt: Date(), socket: "/s"),
            services: [failed, waiting]
        )
    }

    @Test func whatWasShownIsNotToldAgain() {
        let failure = StartupFailure(names: ["db"], snapshot: snapshot(), wasShown: true)
        #expect(failure.lines == ["1 service will not be ready: db; web cannot start"])
    }

    @Test func whereNothingWasShownTheReasonIsTold() {
        let lines = StartupFailure(names: ["db"], snapshot: snapshot()).lines
        #expect(lines.count == 1 && lines[0].contains("exit code 7"))
    }
}
