import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// The other subcommands.
    @Suite struct SubcommandTests {
        @Test func restartReadsTheFilesAgainAndTellsWhatChanged() async throws {
            try await Stack.with(ports: 1) { stack in
                func define(_ greeting: String) throws {
                    try stack.define(
                        Toy.server("web", port: stack.ports[0], in: stack.path, "environment: {GREETING: \(greeting)}"),
                        Toy.shell("app", Toy.idle, "depends_on: [web]")
                    )
                }
                try define("hello")
                try await stack.succeed("up", "-d", "--wait")
                let before = try await stack.status()
                try define("ahoy")
                let restart = try await stack.succeed("restart", "web")
                #expect(restart.errors.contains("web: environment GREETING changed"), "\(restart.errors)")
                let exec = try await stack.succeed("exec", "web", "--", "printenv", "GREETING")
                #expect(exec.output == "ahoy\n")
                let after = try await stack.status()
                #expect(try after["web"].pid != before["web"].pid)
                #expect(try after["app"].pid == before["app"].pid)
            }
        }

        @Test func restartWithABadFileChangesNothing() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let before = try await stack.status()
                try stack.define(text: "services: {web: {imag: x}}\n")
                let restart = try await stack.run("restart", "web")
                #expect(restart.code == 65 && restart.errors.contains("compose.yaml:1:"), "\(restart.summary)")
                #expect(try await stack.status()["web"].pid == before["web"].pid)
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
            }
        }

        @Test func stopAndStartTakeOneServiceDownAndUp() async throws {
            try await Stack.with(ports: 2) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path, "restart: always"),
                    Toy.server("app", port: stack.ports[1], in: stack.path)
                )
                try await stack.succeed("up", "-d", "--wait")
                try await stack.succeed("stop", "web")
                let stopped = try await stack.status()
                #expect(try stopped["web"].state == "stopped" && stopped["app"].state == "running")
                #expect(LoopbackPort.isFree(stack.ports[0]))
                try await stack.succeed("start", "web")
                #expect(try await stack.get(stack.ports[0]) == "2")
                try await stack.succeed("wait", "--timeout", "10")
            }
        }

        @Test func upOfOneServiceBringsWhatItNeedsAndNoMore() async throws {
            try await Stack.with { stack in
                try stack.define(
                    Toy.shell("base", Toy.idle),
                    Toy.shell("app", Toy.idle, "depends_on: [base]"),
                    Toy.shell("other", Toy.idle)
                )
                try await stack.succeed("up", "-d", "--wait", "app")
                let status = try await stack.status()
                #expect(try status["base"].state == "running" && status["app"].state == "running")
                #expect(try status["other"].pid == nil)
            }
        }

        @Test func execGivesTheServicesEnvironmentAndTheCommandsExitCode() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("app", Toy.idle, "environment: {WEB_URL: \"http://web:80/\"}")
                )
                stack.setEnvironment("CALLERS_SECRET", "1")
                try await stack.succeed("up", "-d", "--wait")
                let url = try await stack.succeed("exec", "app", "--", "printenv", "WEB_URL")
                #expect(url.output == "http://127.0.0.1:\(stack.ports[0])/\n")
                #expect(try await stack.run("exec", "app", "--", "sh", "-c", "exit 7").code == 7)
                let all = try await stack.succeed("exec", "app", "--", "env").output
                #expect(!all.contains("CALLERS_SECRET"))
                let host = try await stack.succeed("env", "--format", "shell")
                #expect(host.output.contains("export WEB_URL=http://127.0.0.1:\(stack.ports[0])/"), "\(host.output)")
            }
        }

        @Test func logsCanBeReadWhileTheStackRunsAndWhileItIsDown() async throws {
            try await Stack.with { stack in
                let script = "for i in 1 2 3 4 5; do echo line $$i; done; \(Toy.idle)"
                try stack.define(Toy.shell("app", script), Toy.shell("other", "echo other; \(Toy.idle)"))
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the lines") {
                    try await stack.succeed("logs", "app").output.contains("line 5")
                }
                let tail = try await stack.succeed("logs", "-n", "2", "app").output
                #expect(tail.contains("line 4") && tail.contains("line 5") && !tail.contains("line 3"), "\(tail)")
                let first = try await stack.succeed("logs", "app").output.split(separator: "\n").first ?? ""
                #expect(first.contains("started, pid"), "\(first)")
                try await stack.succeed("down")
                let stored = try await stack.succeed("logs").output
                #expect(stored.contains("line 1") && stored.contains("other"), "\(stored)")
                let last = try await stack.succeed("logs", "-n", "1", "--timestamps", "other").output
                #expect(last.contains("signal SIGTERM"), "\(last)")
            }
        }

        @Test func commandsThatReadOnlyTheFilesWorkWithoutAStack() async throws {
            try await Stack.with(ports: 1) { stack in
                let page = "http://127.0.0.1:\(stack.ports[0])/page"
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path).replacingOccurrences(
                        of: "      probe:",
                        with: "      open: \"\(page)\"\n      probe:"
                    ),
                    Toy.shell("app", Toy.idle, "depends_on: [web]", "environment: {WEB_URL: \"http://web:80\"}")
                )
                #expect(try await stack.succeed("version").output.hasPrefix("cpadev "))
                #expect(try await stack.succeed("open", "web").output == page + "\n")
                #expect(try await stack.run("open", "app").code == 64)
                let config = try Self.object(try await stack.succeed("config", "--json").output)
                #expect(Set((config["services"] as? [String: Any] ?? [:]).keys) == ["web", "app"])
                #expect(try await stack.succeed("config", "-q").output == "")
                #expect(try await stack.succeed("graph").output.contains("web"))
                for format in ["dot", "mermaid", "json"] {
                    let graph = try await stack.succeed("graph", "--format", format).output
                    #expect(graph.contains("web") && graph.contains("app"), "\(format)")
                }
                let env = try Self.object(try await stack.succeed("env", "--format", "json").output)
                #expect(env["WEB_URL"] as? String == "http://127.0.0.1:\(stack.ports[0])")
                try await stack.expectNothingLeft()
            }
        }

        @Test func envWritesAFileThatOnlyTheUserReadsWhenItChanges() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("app", Toy.idle, "environment: {WEB_URL: 'http://web:80/'}")
                )
                let path = "\(stack.path)/.env.cpadev"
                let written = try await stack.succeed("env", "--write", ".env.cpadev")
                #expect(written.output.isEmpty, "\(written.summary)")
                let expected = "WEB_URL=http://127.0.0.1:\(stack.ports[0])/\n"
                #expect(try String(contentsOfFile: path, encoding: .utf8) == expected)
                let before = try FileManager.default.attributesOfItem(atPath: path)
                #expect(before[.posixPermissions] as? Int == 0o600)
                try await stack.succeed("env", "--write", ".env.cpadev")
                let after = try FileManager.default.attributesOfItem(atPath: path)
                #expect(after[.modificationDate] as? Date == before[.modificationDate] as? Date)
                try stack.write(".env.cpadev", "old")
                chmod(path, 0o644)
                try await stack.succeed("env", "--write", ".env.cpadev")
                #expect(try String(contentsOfFile: path, encoding: .utf8) == expected)
                let replaced = try FileManager.default.attributesOfItem(atPath: path)
                #expect(replaced[.posixPermissions] as? Int == 0o600)
                chmod(path, 0o644)
                try await stack.succeed("env", "--write", ".env.cpadev")
                let tightened = try FileManager.default.attributesOfItem(atPath: path)
                #expect(tightened[.posixPermissions] as? Int == 0o600)
                unlink(path)
                mkfifo(path, 0o600)
                try await stack.succeed("env", "--write", ".env.cpadev")
                #expect(try String(contentsOfFile: path, encoding: .utf8) == expected)
            }
        }

        @Test func doctorLooksAtTheMachine() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                let text = try await stack.succeed("doctor", "--json").output
                let findings = try #require(
                    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
                )
                let names = Set(findings.compactMap { $0["name"] as? String })
                let wanted = ["Compose file", "State folder", "Disk", "Memory", "Docker", "web", "Ports"]
                #expect(names.isSuperset(of: wanted))
            }
        }

        @Test func doctorRunsTheProgramsOfAComposeFileOnlyOnceItsProjectWasStarted() async throws {
            try await Stack.with { stack in
                try stack.define(
                    """
                      a: {image: x, x-cpadev: {native: {command: [sleep, "1000"], check: [touch, \(stack.path)/ran]}}}

                    """
                )
                func hasRun() -> Bool { FileManager.default.fileExists(atPath: "\(stack.path)/ran") }
                let first = try await stack.run("doctor")
                #expect(!hasRun() && first.output.contains("touch \(stack.path)/ran (a)"), "\(first.summary)")
                #expect(first.output.contains("--run-checks"))
                try await stack.succeed("doctor", "--run-checks")
                #expect(hasRun())
                try await stack.succeed("up", "-d", "--wait")
                try await stack.succeed("down")
                try FileManager.default.removeItem(atPath: "\(stack.path)/ran")
                let later = try await stack.run("doctor")
                #expect(hasRun() && later.output.contains("ran touch"), "\(later.summary)")
            }
        }

        @Test func doctorMasksWhatLaunchersSay() async throws {
            try await Stack.with { stack in
                try stack.define(
                    """
                      a:
                        image: x
                        environment: {DB_PASSWORD: s3cret-of-doctor}
                        x-cpadev: {native: {command: [sleep, "1000"], check: [sh, -c, "echo no login with s3cret-of-doctor; exit 1"]}}

                    """
                )
                for arguments in [["doctor", "--run-checks"], ["doctor", "--run-checks", "--json"]] {
                    let result = try await stack.start(program: Places.cpadev, arguments).result()
                    #expect(result.output.contains("no login with"), "\(result.summary)")
                    #expect(!(result.output + result.errors).contains("s3cret-of-doctor"), "\(result.summary)")
                }
            }
        }

        @Test func openAndEnvRefuseWhatOthersCouldRun() async throws {
            try await Stack.with { stack in
                try stack.define(
                    """
                      redis: {image: redis, ports: ["127.0.0.1:6379:6379"]}
                      a:
                        image: x
                        depends_on: [redis]
                        environment: {"A;touch x;B": "redis:6379", PATH: "/evil:redis:6379", REDIS: "redis:6379"}
                        x-cpadev: {open: "file:///etc/passwd"}

                    """
                )
                let open = try await stack.run("open", "a")
                #expect(open.code == 65 && open.errors.contains("'a'") && open.errors.contains("file:///etc/passwd"))
                let env = try await stack.succeed("env", "--format", "shell")
                #expect(env.output == "export REDIS=127.0.0.1:6379\n", "\(env.summary)")
                #expect(env.errors.contains("left out: PATH (") && env.errors.contains("left out: A;touch x;B ("))
            }
        }

        @Test func doctorKnowsWhetherAnotherServiceCouldServeAService() async throws {
            try await Stack.with { stack in
                for (place, words) in [
                    ("native", "served by engine"),
                    ("docker", "natively engine provides it, which would run in a container"),
                ] {
                    try stack.define(
                        """
                          engine: {image: x, x-cpadev: {runtime: \(place), native: {command: ["true"]}}}
                          page: {image: x, x-cpadev: {runtime: native, native: {provided_by: engine}}}

                        """
                    )
                    let doctor = try await stack.run("doctor")
                    #expect(doctor.output.contains(words), "\(doctor.summary)")
                }
            }
        }

        @Test func theStartupProfileCanBeSeenAgain() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let again = try await stack.succeed("status", "--startup").output
                #expect(again.contains("critical path") && again.contains("web"), "\(again)")
            }
        }

        private static func object(_ text: String) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }
    }
}
