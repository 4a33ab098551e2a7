import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// SIGKILL for each part, in rounds.
    @Suite struct KillTests {
        @Test func aKilledSupervisorLeavesNothingAndTheDataStays() async throws {
            try await Stack.with(ports: 2) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path, "restart: always"),
                    Toy.server("deaf", port: stack.ports[1], in: stack.path, "stop_signal: SIGCONT"),
                    Toy.shell("family", "setsid sleep 1000 & \(Toy.idle)", "depends_on: [web]")
                )
                var slowest = Duration.zero
                for round in 1...Capability.rounds {
                    try await stack.succeed("up", "-d", "--wait")
                    #expect(try await stack.get(stack.ports[0]) == "\(round)", "the same data")
                    try await eventually("the runaway") {
                        stack.processes().contains { $0.command.hasPrefix("sleep 1000") }
                    }
                    slowest = max(slowest, try await stack.killSupervisor())
                    #expect(try await stack.run("status").code == 69)
                }
                print("kill -9 of the supervisor: \(Capability.rounds) rounds, nothing left after at most \(slowest)")
            }
        }

        @Test func aKilledSupervisorLeavesNothingIfItsLedgerWasDeleted() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("family", "setsid sleep 1000 & \(Toy.idle)")
                )
                try await stack.succeed("up", "-d", "--wait")
                try stack.remove("state/run/ledger")
                try await stack.killSupervisor()
            }
        }

        @Test func theNextUpTellsWhatTheGuardianEnded() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                try await stack.killSupervisor()
                let up = try await stack.succeed("up", "-d", "--wait")
                #expect(up.errors.contains("guardian stopped web"), "\(up.errors)")
            }
        }

        @Test func theNextUpEndsWhatIsLeftWhenTheGuardianDiedToo() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let orphan = try await stack.killSupervisorAndGuardian()
                let up = try await stack.succeed("up", "-d", "--wait")
                #expect(up.errors.contains("stopped web (pid \(orphan)), left over"), "\(up.errors)")
                #expect(try await stack.get(stack.ports[0]) == "2")
            }
        }

        @Test func downEndsWhatIsLeftWhenTheGuardianDiedToo() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let orphan = try await stack.killSupervisorAndGuardian()
                let down = try await stack.succeed("down")
                #expect(down.errors.contains("stopped web (pid \(orphan)), left over"), "\(down.errors)")
                try await stack.expectNothingLeft()
            }
        }

        @Test func aKilledServiceIsRestartedAndItsDependentsGoOn() async throws {
            try await Stack.with(ports: 2) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path, "restart: unless-stopped"),
                    Toy.server(
                        "app",
                        port: stack.ports[1],
                        in: stack.path,
                        "depends_on: {web: {condition: service_healthy}}"
                    )
                )
                try await stack.succeed("up", "-d", "--wait")
                for round in 1...Capability.rounds {
                    let before = try await stack.status()
                    let pid = try #require(try before["web"].pid)
                    kill(pid, SIGKILL)
                    try await eventually("web again, round \(round)") {
                        let web = try await stack.status()["web"]
                        return web.health == "healthy" && web.pid != pid
                    }
                    let after = try await stack.status()
                    #expect(try after["web"].restarts == 1)
                    #expect(try after["app"].pid == before["app"].pid && after["app"].health == "healthy")
                    let logs = try await stack.succeed("logs", "-n", "5", "web").output
                    #expect(logs.contains("signal SIGKILL"), "\(logs)")
                    #expect(try await stack.get(stack.ports[1]) == "1")
                    // A start on request forgives: else the eighth end within a short time would be given up.
                    try await stack.succeed("restart", "web")
                }
            }
        }

        @Test func aKilledClientChangesNothing() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("app", "while :; do echo tick; sleep 0.05; done", "depends_on: [web]")
                )
                // The first one started the stack itself.
                let starter = try stack.start("up", "--no-tui")
                try await eventually("its logs: \(starter.errors)") { starter.output.contains("tick") }
                let before = try await stack.status()
                try await Self.killAfterOutput(starter)
                for _ in 1...Capability.rounds {
                    try await Self.killAfterOutput(try stack.start("logs", "-f"))
                    try await Self.killAfterOutput(try stack.start("up", "--no-tui"))
                }
                let after = try await stack.status()
                #expect(after.supervisor.pid == before.supervisor.pid)
                #expect(after.pids == before.pids)
                #expect(try after["web"].health == "healthy")
                #expect(try await stack.get(stack.ports[0]) == "1")
            }
        }

        @Test(.enabled(if: Capability.terminal, "tmux is not installed"))
        func aKilledScreenChangesNothing() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let before = try await stack.status()
                for _ in 1...Capability.rounds {
                    try await TerminalWindow.with(stack, columns: 80, rows: 24) { window in
                        try await window.wait(for: "1/1 ready")
                        kill(try await window.program(), SIGKILL)
                        try await window.wait(for: "left with 137")
                    }
                }
                let after = try await stack.status()
                #expect(after.supervisor.pid == before.supervisor.pid)
                #expect(try after["web"].pid == before["web"].pid)
            }
        }

        private static func killAfterOutput(_ command: RunningCommand) async throws {
            try await eventually("output: \(command.errors)") { command.output.contains("tick") }
            command.send(SIGKILL)
            #expect(try await command.result().code == -SIGKILL)
        }
    }
}

extension Stack {
    /// Kills the supervisor. Within two seconds nothing of the stack may be left; returns how long that took.
    @discardableResult
    func killSupervisor() async throws -> Duration {
        let supervisor = try await status().supervisor.pid
        _ = processes()
        let begin = ContinuousClock.now
        kill(supervisor, SIGKILL)
        try await eventually("nothing left: \(processes().map(\.command))") {
            !processesSeenAreAlive() && ports.allSatisfy(LoopbackPort.isFree)
        }
        let duration = ContinuousClock.now - begin
        #expect(duration < .seconds(2))
        // Those that were not seen before, if any.
        #expect(processes().map(\.command) == [])
        return duration
    }

    /// Kills the supervisor and the guardian at once, and returns the pid of the one service that is left.
    func killSupervisorAndGuardian() async throws -> Int32 {
        let status = try await status()
        let guardian = try #require(processes().first { $0.command.contains("cpadev guard ") })
        kill(guardian.pid, SIGKILL)
        kill(status.supervisor.pid, SIGKILL)
        try await eventually("the supervisor's end") { !processes().contains { $0.pid == status.supervisor.pid } }
        return try #require(status.pids.first)
    }
}
