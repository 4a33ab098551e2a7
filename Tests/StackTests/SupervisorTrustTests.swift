import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Supervisors and guardians in each other's way.
    @Suite struct SupervisorTrustTests {
        @Test func ofManyUpsAtOnceAllAttachToOneSupervisor() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                let ups = try (1...12).map { _ in try stack.start("up", "-d") }
                for up in ups {
                    let result = try await up.result(within: .seconds(120))
                    #expect(result.code == 0, "\(result.summary)")
                }
                #expect(stack.processes().count { $0.command.contains(" supervise ") } == 1)
            }
        }

        @Test func aStoppedSupervisorIsToldByEachCommand() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let supervisor = try await stack.status().supervisor.pid
                kill(supervisor, SIGSTOP)
                let commands = [
                    ["status"], ["status", "--json"], ["logs"], ["logs", "-f"], ["up", "-d"], ["restart", "web"],
                    ["wait"],
                ].map { ($0, try? stack.start(program: Places.cpadev, $0)) }
                for (words, command) in commands {
                    let result = try #require(try await command?.result(within: .seconds(30)))
                    #expect(result.code == 69, "\(words): \(result.summary)")
                    #expect(result.errors.contains("(pid \(supervisor)) does not answer: it is stopped (state T)"))
                    #expect(result.errors.contains("kill -CONT \(supervisor)") && result.output.isEmpty)
                }
                kill(supervisor, SIGCONT)
                try await stack.succeed("status")
            }
        }

        @Test func aGuardianThatComesLateLeavesTheNextStackAlone() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let guardian = try #require(stack.processes().first { $0.command.contains("cpadev guard ") })
                kill(guardian.pid, SIGSTOP)
                let old = try await stack.status()
                kill(old.supervisor.pid, SIGKILL)
                try await eventually("the supervisor's end") {
                    !stack.processes().contains { $0.pid == old.supervisor.pid }
                }
                try await stack.succeed("up", "-d", "--wait")
                let before = try await stack.status()
                kill(guardian.pid, SIGCONT)
                try await eventually("the old guardian's end") { !guardian.isAlive }
                let after = try await stack.status()
                #expect(after.pids == before.pids)
                #expect(try after["web"].health == "healthy" && after["web"].restarts == 0)
            }
        }

        @Test func servicesKeepTheUsersLimitAndUmask() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo limit $$(ulimit -Sn) mask $$(umask); \(Toy.idle)"))
                let up = try stack.start(
                    program: "/bin/sh",
                    ["-c", "umask 027; ulimit -Sn 512; exec \"$0\" up -d --wait", Places.cpadev]
                )
                #expect(try await up.result().code == 0)
                let logs = try await stack.succeed("logs", "app")
                #expect(logs.output.contains("limit 512 mask 0027"), "\(logs.output)")
                let supervisor = try await stack.status().supervisor.pid
                let limits = FileManager.default.contents(atPath: "/proc/\(supervisor)/limits") ?? Data()
                let line = String(decoding: limits, as: UTF8.self).split(separator: "\n")
                    .first { $0.hasPrefix("Max open files") }?.split(separator: " ")
                let soft = try #require(line?.dropFirst(3).first.flatMap { Int($0) })
                let hard = try #require(line?.dropFirst(4).first.flatMap { Int($0) })
                #expect(soft == min(hard, 1_048_576))
            }
        }

        @Test func moreServicesThanOpenFilesAllowLeaveTheSupervisorAlive() async throws {
            try await Stack.with { stack in
                try stack.define((0..<70).map { Toy.shell("s\($0)", Toy.idle) }.joined())
                let up = try stack.start(
                    program: "/bin/sh",
                    ["-c", "ulimit -n 256; exec \"$0\" up -d", Places.cpadev]
                )
                let result = try await up.result()
                #expect(result.summary.contains("too many open files: 256 are allowed"), "\(result.summary)")
                let status = try await stack.status()
                #expect(status.services.contains { $0.state == "running" })
                #expect(
                    status.services.contains { $0.state == "failed" || $0.state == "backoff" || $0.state == "gave_up" }
                )
                try await stack.succeed("down")
            }
        }

        @Test func downIsQuietInTheSupervisorsLog() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let follower = try stack.start("logs", "-f")
                try await eventually("its logs") { follower.output.contains("listening") }
                try await stack.succeed("down")
                _ = try await follower.result()
                #expect(stack.supervisorLog == "")
            }
        }
    }
}
