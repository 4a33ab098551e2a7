import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// What must end, ends: files that are none, starts without hope, supervisors that hang.
    @Suite struct HangTests {
        // MARK: Files

        @Test func aFIFOInPlaceOfAFileFreezesNobody() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                #expect(mkfifo("\(stack.path)/.env", 0o600) == 0)
                let config = try stack.start("config", "-q")
                let restart = try stack.start("restart", "app")
                // Meanwhile everybody else is served.
                try await eventually("the restart is under way") { restart.isRunning }
                #expect(try await stack.run("status", within: .seconds(10)).code == 0)
                let (first, second) = (
                    try await config.result(within: .seconds(20)), try await restart.result(within: .seconds(20))
                )
                for result in [first, second] {
                    #expect(result.code != 0 && result.errors.contains(".env"), "\(result.summary)")
                    #expect(result.errors.contains("within 5 s"), "\(result.summary)")
                }
                #expect(try await stack.run("down", within: .seconds(20)).code == 0)
            }
        }

        @Test func aFIFOThatIsServedIsAnEnvFile() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo it says $$SAID; \(Toy.idle)", "environment: {SAID: $SAID}"))
                #expect(mkfifo("\(stack.path)/.env", 0o600) == 0)
                // As a password manager does: its content for everybody who opens it.
                let script =
                    "import time\nfor n in range(9):\n open('.env', 'w').write('SAID=word%d\\n' % n); time.sleep(.2)"
                let server = try stack.start(program: Places.python, ["-c", script])
                try await stack.succeed("up", "-d", "--wait")
                try await stack.succeed("restart", "app")
                try await eventually("both lines") {
                    let log = try await stack.run("logs", "app").output
                    return log.components(separatedBy: "it says word").count == 3
                }
                server.send(SIGKILL)
            }
        }

        @Test(arguments: ["-f - ", "-f <(cat other.yaml) ", "--env-file <(echo SAID=pipe) "])
        func filesFromPipesReachTheSupervisorAndStay(options: String) async throws {
            let bash = try #require(Places.program("bash"))
            try await Stack.with { stack in
                let service = Toy.shell(
                    "app",
                    "echo it says $${SAID:-nothing}; \(Toy.idle)",
                    "environment: {SAID: '${SAID:-file}'}"
                )
                try stack.write("other.yaml", "services:\n" + service)
                // Also the one that is taken where no file is named.
                try stack.define(service)
                func cpadev(_ words: String, _ more: String = "") async throws -> CommandResult {
                    let line =
                        "\(more)'\(Places.cpadev)' \(options)\(words)" + (options.contains("- ") ? " < other.yaml" : "")
                    return try await stack.start(program: bash, ["-c", line]).result()
                }
                let config = try await cpadev("config")
                #expect(config.code == 0 && config.output.contains("SAID: "), "\(config.summary)")
                let up = try await cpadev("up -d --wait")
                #expect(up.code == 0, "\(up.summary)\(stack.supervisorLog)")
                // The supervisor loads the project again, and has what only the command had.
                let restart = try await cpadev("restart app")
                #expect(restart.code == 0, "\(restart.summary)")
                let word = options.hasPrefix("--env-file") ? "pipe" : "file"
                try await eventually("both lines") {
                    try await cpadev("logs app").output.components(separatedBy: "it says \(word)").count == 3
                }
                #expect(try await cpadev("down").code == 0)
            }
        }

        @Test func whatCameThroughAPipeIsNotPrinted() async throws {
            let bash = try #require(Places.program("bash"))
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                let line = "'\(Places.cpadev)' --env-file <(echo 'PASSWORD is hunter2') config"
                let result = try await stack.start(program: bash, ["-c", line]).result()
                #expect(result.code == 65 && !(result.errors + result.output).contains("hunter2"), "\(result.summary)")
            }
        }

        // MARK: Waiting

        @Test(arguments: [["up", "-d", "--wait"], ["up", "-d"], ["wait", "b"]])
        func whatNobodyCanBringAboutIsNotWaitedFor(words: [String]) async throws {
            try await Stack.with { stack in
                try stack.define(
                    Toy.shell(
                        "a",
                        "echo cannot open the ledger; \(Toy.idle)",
                        "healthcheck: {test: [CMD, 'false'], interval: 200ms, retries: 2, start_period: 0s}"
                    ),
                    Toy.shell("b", Toy.idle, "depends_on: {a: {condition: service_healthy}}"),
                    Toy.shell("c", Toy.idle, "depends_on: [b]")
                )
                if words[0] == "wait" { try await stack.succeed("up", "-d") }
                let result = try await stack.start(program: Places.cpadev, words).result(within: .seconds(20))
                if words == ["up", "-d"] { return #expect(result.code == 0, "\(result.summary)") }
                #expect(result.code == 1)
                // What the progress of a start has shown is not told again.
                let isShown = words[0] == "up"
                #expect(result.errors.contains(isShown ? "✗ a unhealthy" : "a is unhealthy"), "\(result.summary)")
                #expect(result.errors.contains("b cannot start"), "\(result.summary)")
                // Its log, whose end follows, says so as well.
                let own = result.errors.split(separator: "\n").filter { !$0.contains("a | ") }
                #expect(own.count { $0.contains("unhealthy") } == 1, "\(result.summary)")
                #expect(result.errors.contains("cannot open the ledger"), "the end of its log: \(result.summary)")
            }
        }

        @Test func aServiceThatIsRestartedWhileUnhealthyIsWaitedFor() async throws {
            try await Stack.with { stack in
                // Healthy from its third start on.
                let script = "echo x >> '\(stack.path)/starts'; \(Toy.idle)"
                let check = "test $$(wc -l < '\(stack.path)/starts') -ge 3"
                try stack.define(
                    Toy.shell(
                        "a",
                        script,
                        "healthcheck: {test: \"\(check)\", interval: 200ms, retries: 2, start_period: 0s}"
                    )
                    .replacing("x-cpadev: {native", with: "x-cpadev: {restart_unhealthy: true, native"),
                    Toy.shell("b", Toy.idle, "depends_on: {a: {condition: service_healthy}}")
                )
                try await stack.succeed("up", "-d", "--wait")
            }
        }

        // MARK: Logs

        @Test func followingUntilATimeEndsThen() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo begun; \(Toy.idle)"))
                try await stack.succeed("up", "-d", "--wait")
                let past = try await stack.run("logs", "-f", "--until", "10m", within: .seconds(10))
                #expect(past.code == 0 && past.output == "", "\(past.summary)")
                let both = try await stack.run("logs", "-f", "--since", "1h", "--until", "10m", within: .seconds(10))
                #expect(both.code == 0, "\(both.summary)")
                let time = Int(Date().timeIntervalSince1970) + 2
                let soon = try await stack.run("logs", "-f", "--until", "@\(time)", within: .seconds(10))
                #expect(soon.code == 0 && soon.output.contains("begun"), "\(soon.summary)")
                #expect(Int(Date().timeIntervalSince1970) >= time)
            }
        }

        @Test func followingAServiceThatIsRemovedSaysSo() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo begun; \(Toy.idle)"), Toy.shell("other", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                let follower = try stack.start("logs", "-f", "app")
                try await eventually("its line") { follower.output.contains("begun") }
                try stack.define(Toy.shell("other", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                let end = try await follower.result(within: .seconds(20))
                #expect(end.code == 0 && end.errors.contains("app is no longer part of the stack"), "\(end.summary)")
            }
        }

        // MARK: Ending

        @Test(arguments: ["down", "TERM"])
        func aSupervisorWhoseThreadsAreAllBlockedEnds(way: String) async throws {
            try await Stack.with(environment: ["CPADEV_FAULT_BLOCKED_POOL": "1"]) { stack in
                try stack.define(Toy.shell("app", "trap '' TERM; \(Toy.idle)"))
                try await stack.succeed("up", "-d")
                let supervisor = try #require(
                    stack.processes().first { $0.command.contains(" supervise ") }?.pid
                )
                // Nothing is answered any more.
                try await eventually("the fault") {
                    try await !stack.start("status").endsWithin(.seconds(2))
                }
                stack.setEnvironment("CPADEV_FAULT_BLOCKED_POOL", "")
                if way == "down" {
                    let down = try await stack.run("down", within: .seconds(100))
                    #expect(down.code == 1 && down.errors.contains("does not answer"), "\(down.summary)")
                    #expect(down.errors.contains("killed app"), "\(down.summary)")
                } else {
                    kill(supervisor, SIGTERM)
                    try await eventually("its end", within: .seconds(50)) { kill(supervisor, 0) != 0 }
                    #expect(stack.supervisorLog.contains("did not shut down within 30 s"))
                }
                try await stack.expectNothingLeft()
            }
        }

        @Test func aSupervisorThatWasStoppedIsTakenDown() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                kill(try await stack.status().supervisor.pid, SIGSTOP)
                let down = try await stack.run("down", within: .seconds(60))
                #expect(down.code == 0 && down.errors.contains("does not answer"), "\(down.summary)")
                try await stack.expectNothingLeft()
            }
        }
    }
}
