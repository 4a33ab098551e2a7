import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Up, status, down.
    @Suite struct LifecycleTests {
        @Test func upWaitsUntilAllIsHealthyAndDownLeavesNothing() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("app", Toy.idle, "depends_on: {web: {condition: service_healthy}}")
                )
                let up = try await stack.succeed("up", "-d", "--wait")
                #expect(up.output.contains("critical path"))
                let status = try await stack.status()
                #expect(try status["web"].health == "healthy")
                #expect(try status["app"].state == "running")
                #expect(try await stack.get(stack.ports[0]) == "1")

                let running = stack.processes()
                #expect(running.count >= 4, "supervisor, guardian and two services")
                let down = try await stack.succeed("down")
                #expect(down.errors.contains("nothing is left running"))
                #expect(running.filter(\.isAlive).map(\.command) == [])
                try await stack.expectNothingLeft()
            }
        }

        @Test func aServiceIsNotHealthyByTheAnswersOfAnotherStack() async throws {
            try await Stack.with(ports: 1) { stack in
                let port = stack.ports[0]
                try stack.write("toy.py", "import time; time.sleep(999)")
                try stack.define(Toy.server("late", port: port, in: stack.path))
                try await stack.succeed("up", "-d")
                try await Stack.with { other in
                    try other.define(Toy.server("web", port: port, in: other.path))
                    try await other.succeed("up", "-d", "--wait")
                    try await eventually("the failure") { try await stack.status()["late"].state == "failed" }
                    let reason = try await stack.status()["late"].reason
                    #expect(reason?.hasPrefix("port \(port) is taken by pid ") == true)
                    #expect(try await other.status()["web"].health == "healthy")
                }
            }
        }

        @Test func statusHasTheKeysThatScriptsReadIt() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("broken", "exit 3", "restart: 'no'")
                )
                try await stack.run("up", "-d", "--wait")
                let text = try await stack.run("status", "--json").output
                let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
                #expect(root["project"] is [String: Any])
                let supervisor = try #require(root["supervisor"] as? [String: Any])
                #expect(Set(supervisor.keys) == ["pid", "version", "started_at", "started_ns", "socket"])
                let services = try #require(root["services"] as? [[String: Any]])

                let web = try #require(services.first { $0["name"] as? String == "web" })
                for key in ["state", "health", "runtime", "pid", "ports", "restarts", "uptime_s", "probe", "binary"] {
                    #expect(web[key] != nil, "\(key) of a service that runs")
                }
                let port = try #require((web["ports"] as? [[String: Any]])?.first)
                #expect(port["host"] as? String == "127.0.0.1")
                #expect(port["published"] as? Int == Int(stack.ports[0]) && port["target"] as? Int == 80)
                let probe = try #require(web["probe"] as? [String: Any])
                #expect(probe["latency_ms"] is Double && probe["message"] is String)
                let binary = try #require(web["binary"] as? [String: Any])
                #expect(binary["path"] as? String == Places.python && binary["version"] is String)

                let broken = try #require(services.first { $0["name"] as? String == "broken" })
                #expect(broken["state"] as? String == "failed")
                #expect(broken["reason"] as? String == "exit code 3" && broken["remedy"] is String)
            }
        }

        @Test func aSecondUpAttachesToTheStackThatRuns() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let before = try await stack.status()
                try await stack.succeed("up", "-d", "--wait")
                let after = try await stack.status()
                #expect(before.supervisor.pid == after.supervisor.pid)
                #expect(try before["web"].pid == after["web"].pid)
            }
        }

        @Test func dataOutlivesDownAndNotDownWithVolumes() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                for expected in ["1", "2"] {
                    try await stack.succeed("up", "-d", "--wait")
                    #expect(try await stack.get(stack.ports[0]) == expected)
                    try await stack.succeed("down")
                }
                try await stack.succeed("up", "-d", "--wait")
                try await stack.succeed("down", "--volumes")
                try await stack.succeed("up", "-d", "--wait")
                #expect(try await stack.get(stack.ports[0]) == "1")
            }
        }

        @Test func downEndsAlsoWhatLeftItsSession() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("family", "setsid sleep 1000 & \(Toy.idle)"))
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the runaway") {
                    stack.processes().contains { $0.command.hasPrefix("sleep 1000") }
                }
                try await stack.succeed("down")
                try await stack.expectNothingLeft()
            }
        }

        /// Its supervisor goes on starting, and may not listen yet.
        @Test func downEndsWhatAKilledUpHadStarted() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("web", "exec sleep 1000"))
                let up = try stack.start("up", "-d")
                try await eventually("a supervisor") { access("\(stack.state)/run/ledger", F_OK) == 0 }
                up.send(SIGKILL)
                let down = try await stack.succeed("down")
                #expect(down.errors.contains("nothing is"), "\(down.summary)")
                try await eventually("nothing left") { stack.processes().isEmpty }
            }
        }

        @Test func downTakesSIGKILLWhereSIGTERMIsIgnored() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("deaf", "trap '' TERM; \(Toy.idle)", "stop_grace_period: 500ms"))
                try await stack.succeed("up", "-d", "--wait")
                let down = try await stack.succeed("down")
                #expect(down.errors.contains("killed after its grace period"))
            }
        }

        @Test func downWithoutAStackSaysSo() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                #expect(try await stack.succeed("down").errors.contains("nothing is running"))
            }
        }
    }
}
