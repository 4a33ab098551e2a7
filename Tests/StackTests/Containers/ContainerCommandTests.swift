import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// What a person does with containers from the terminal, on a small stack of its own.
    @Suite(.enabled("no container engine answers", { await Engine.isWanted() }))
    struct ContainerCommandTests {
        /// Runs the body with two services in containers; `app` has hooks, and makes a file at its start.
        private func withStack(_ body: (Stack, Engine, String) async throws -> Void) async throws {
            let project = "commands-\(UUID().uuidString.prefix(8).lowercased())"
            try await Stack.with { stack in
                Engine.use(in: stack)
                stack.setEnvironment("COMPOSE_PROJECT_NAME", project)
                try stack.write(
                    "compose.yaml",
                    """
                    services:
                      app:
                        image: cpadev/local-base:bookworm
                        command: ["sh", "-c", "trap 'cat /tmp/last; exit 0' TERM; while :; do sleep 0.1; done"]
                        environment: {GREETING: hello}
                        volumes: ["kept:/kept"]
                        post_start: [{command: ["sh", "-c", "echo $$WHO was here"], environment: {WHO: hook}}]
                        pre_stop: [{command: ["sh", "-c", "echo last words >/tmp/last"], user: nobody}]
                        x-cpadev: {runtime: docker}
                      after:
                        image: cpadev/local-base:bookworm
                        command: ["sleep", "1000"]
                        init: true
                        depends_on: [app]
                        x-cpadev: {runtime: docker}
                    volumes: {kept: }
                    """
                )
                try await Engine.with { engine in try await body(stack, engine, project) }
            }
        }

        @Test func aStackForOneCommandRunsInContainersAndLeavesNone() async throws {
            try await withStack { stack, engine, project in
                stack.setEnvironment("CPADEV_CACHE_DIR", "\(stack.path)/cache")
                let before = try await engine.docker("volume", "ls", "-q")
                let script =
                    "\(Places.cpadev) exec -T app printenv GREETING; docker ps -q --filter name=\(project)- | wc -l"
                let result = try await stack.run("with", "-q", "--", "sh", "-c", script)
                #expect(result.code == 0 && result.output == "hello\n2\n", "\(result.summary)")
                #expect(try await engine.docker("ps", "-aq", "--filter", "name=\(project)-") == "")
                #expect(try await engine.docker("volume", "ls", "-q") == before)
            }
        }

        @Test func aCommandRunsInsideWithItsInputAndItsExitCode() async throws {
            try await withStack { stack, _, _ in
                try await stack.succeed("up", "-d", "--wait")
                #expect(try await stack.succeed("exec", "app", "printenv", "GREETING").output == "hello\n")
                #expect(try await stack.run("exec", "app", "sh", "-c", "exit 7").code == 7)
                let other = try await stack.succeed(
                    "exec",
                    "-T",
                    "-u",
                    "nobody",
                    "-w",
                    "/kept",
                    "-e",
                    "A=b",
                    "app",
                    "--",
                    "sh",
                    "-c",
                    "id -un; pwd; echo $A $GREETING; echo wrong >&2"
                )
                #expect(other.output == "nobody\n/kept\nb hello\n")
                #expect(other.errors.contains("wrong"))
                let absent = try await stack.run("exec", "app", "no-such-program")
                #expect(
                    [126, 127].contains(absent.code) && (absent.output + absent.errors).contains("no-such-program")
                )
                try await stack.succeed("down", "--volumes")
            }
        }

        @Test func aShellInATerminalHasItAsIfItWereHere() async throws {
            try await withStack { stack, _, _ in
                try await stack.succeed("up", "-d", "--wait")
                try await TerminalWindow.with(stack, columns: 90, rows: 20, running: "exec app sh") { window in
                    try await window.wait(for: "#")
                    try await window.type("stty size")
                    try await window.wait(for: "20 90")
                    try await window.resize(columns: 100, rows: 30)
                    try await window.type("stty size")
                    try await window.wait(for: "30 100")
                    // It is for what runs inside, not for cpadev.
                    try await window.type("sleep 1000")
                    try await window.press("C-c")
                    try await window.type("echo interrupted: $?")
                    try await window.wait(for: "interrupted: 130")
                    try await window.type("exit 5")
                    try await window.wait(for: "left with 5")
                    try await window.wait(for: "the terminal as it was") {
                        $0.contains("isig icanon iexten echo ")
                    }
                }
                try await TerminalWindow.with(stack, columns: 90, rows: 20, running: "exec app sh") { window in
                    try await window.wait(for: "#")
                    kill(try await window.program(), SIGTERM)
                    try await window.wait(for: "left with 143")
                    try await window.wait(for: "isig icanon iexten echo ")
                }
                try await stack.succeed("down", "--volumes")
            }
        }

        @Test func hooksRunBeforeDependentsAndBeforeTheEnd() async throws {
            try await withStack { stack, _, _ in
                try await stack.succeed("up", "-d", "--wait")
                try await stack.succeed("stop", "app")
                try await eventually("the end", within: .seconds(20)) {
                    try await stack.status()["app"].state == "stopped"
                }
                let log = try await stack.succeed("logs", "app").output
                let words = ["hook was here", "last words"].map { log.range(of: $0)?.lowerBound }
                #expect(words[0] != nil && words[1] != nil, "\(log)")
                try await stack.succeed("down", "--volumes")
            }
        }

        @Test func stepsRunInContainersOfTheirOwnBeforeTheStart() async throws {
            try await withStack { stack, engine, project in
                let text = try String(contentsOfFile: "\(stack.path)/compose.yaml", encoding: .utf8)
                let steps = """
                    pre_start:
                          - {command: [sh, -c, "echo $$GREETING $$OWN from $$(id -un) >>/kept/steps; echo step one"],
                             environment: {OWN: step}, user: root}
                          - {command: [sh, -c, "echo two >>/kept/steps"]}
                        post_start:
                    """
                try stack.write("compose.yaml", text.replacingOccurrences(of: "post_start:", with: steps))
                try await stack.succeed("up", "-d", "--wait")
                let kept = try await stack.succeed("exec", "app", "cat", "/kept/steps").output
                #expect(kept == "hello step from root\ntwo\n")
                let log = try await stack.succeed("logs", "app").output
                #expect(log.contains("step one"))
                #expect(try await engine.objects("container", of: project).count == 2)
                // A supervisor that finds the container running leaves it alone.
                kill(try await stack.status().supervisor.pid, SIGKILL)
                try await stack.succeed("up", "-d", "--wait")
                #expect(try await stack.succeed("exec", "app", "cat", "/kept/steps").output == kept)
                try await stack.succeed("down", "--volumes")
            }
        }

        @Test func aHookThatFailsIsAFailedStart() async throws {
            try await withStack { stack, _, _ in
                let text = try String(contentsOfFile: "\(stack.path)/compose.yaml", encoding: .utf8)
                try stack.write("compose.yaml", text.replacingOccurrences(of: "echo $$WHO was here", with: "exit 4"))
                let up = try await stack.run("up", "-d", "--wait", within: .seconds(60))
                #expect(up.code == 1, "\(up.summary)")
                #expect(try await stack.status()["app"].reason?.contains("ended with exit code 4") == true)
                #expect(try await stack.status()["after"].state != "running")
                try await stack.succeed("down", "--volumes")
            }
        }

        @Test func whatAKilledSupervisorLeftIsToldAndRemoved() async throws {
            try await withStack { stack, engine, project in
                try await stack.succeed("up", "-d", "--wait")
                kill(try await stack.status().supervisor.pid, SIGKILL)
                try await eventually("the containers are told", within: .seconds(5)) {
                    let status = try await stack.run("status")
                    return status.code == 69 && status.errors.contains("\(project)-app-1")
                }
                let down = try await stack.succeed("down")
                #expect(down.errors.contains("\(project)-after-1"))
                #expect(try await engine.objects("container", of: project) == [])
                #expect(try await engine.objects("network", of: project) == [])
                #expect(try await engine.objects("volume", of: project).count == 1)
                try await stack.succeed("down", "--volumes")
                #expect(try await engine.objects("volume", of: project) == [])
            }
        }

        @Test func severalOfAServiceRunAndAreAddressedByNumber() async throws {
            try await withStack { stack, engine, project in
                try await stack.succeed("up", "-d", "--wait", "--scale", "after=3")
                #expect(try await stack.status().services.map(\.name) == ["app", "after", "after-2", "after-3"])
                let names = try await engine.docker(
                    "ps",
                    "--filter",
                    "label=com.docker.compose.project=\(project)",
                    "--format",
                    "{{.Names}}"
                )
                #expect(names.contains("\(project)-after-3"))
                try await stack.succeed("exec", "--index", "2", "after", "true")
                try await stack.succeed("wait", "after")
                let log = try await stack.succeed("logs", "after").output
                #expect(log.contains("after-2 |") && log.contains("after-3 |"), "\(log)")
                try await stack.succeed("up", "-d", "--wait", "--scale", "after=1")
                try await eventually("the others are gone", within: .seconds(30)) {
                    try await engine.objects("container", of: project).count == 2
                }
                try await stack.succeed("down", "--volumes")
            }
        }

        @Test func theEnvironmentIsShownAsEachPlaceSpellsIt() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.write(
                    "compose.yaml",
                    """
                    services:
                      db: {image: x, ports: ["127.0.0.1:\(stack.ports[0]):5432"]}
                      web: {image: x, environment: {DB: "pg://db:5432/a"}}
                    """
                )
                let port = stack.ports[0]
                for (choices, expected) in [
                    (["native"], "pg://127.0.0.1:\(port)/a"), (["docker"], "pg://db:5432/a"),
                    (["docker", "db=native"], "pg://host.docker.internal:\(port)/a"),
                ] {
                    let words = choices.flatMap { ["--runtime", $0] }
                    let shown = try await stack.start(
                        program: Places.cpadev,
                        ["config", "--resolved"] + words + ["web"]
                    )
                    .result()
                    #expect(shown.output.contains("DB=\(expected)\n"), "\(shown.summary)")
                }
            }
        }
    }
}
