import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Commands with a stack of their own.
    @Suite struct WithTests {
        /// Runs a test with a project of a server `web`, whose stacks are in a cache of its own.
        private func withProject(_ body: (Stack) async throws -> Void) async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("other", Toy.idle, "environment: {WEB_ADDRESS: 'http://web:80/'}")
                )
                stack.setEnvironment("CPADEV_CACHE_DIR", "\(stack.path)/cache")
                try await body(stack)
                #expect(Self.folders(stack) == [])
            }
        }

        /// The state of the stacks that are left.
        private static func folders(_ stack: Stack) -> [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: "\(stack.path)/cache/with")) ?? []
        }

        private static func expectNothing(_ stack: Stack) async throws {
            try await eventually("no stack", within: .seconds(15)) { folders(stack) == [] }
            try await stack.expectNothingLeft()
        }

        @Test func theCommandGetsAddressesAndDecidesTheExitCode() async throws {
            try await withProject { stack in
                let script =
                    "curl -fsS $WEB_URL; echo; echo $WEB_HOST:$WEB_PORT $WEB_ADDRESS; cat $CPADEV_ENV_FILE; exit 7"
                let result = try await stack.run("with", "web", "--", "sh", "-c", script)
                #expect(result.code == 7, "\(result.summary)")
                let lines = result.output.split(separator: "\n").map(String.init)
                let words = lines.dropFirst().first?.split(separator: " ").map(String.init) ?? []
                #expect(lines.first == "1" && words.count == 2, "\(result.summary)")
                #expect(words.last == "http://\(words.first ?? "")/" && words.first?.hasPrefix("127.0.0.1:") == true)
                #expect(words.first != "127.0.0.1:\(stack.ports[0])")
                #expect(lines.contains("WEB_URL=http://\(words.first ?? "")"), "\(result.summary)")
                #expect(result.errors.contains("web healthy"), "\(result.summary)")
                try await Self.expectNothing(stack)
            }
        }

        @Test func stacksAtOnceDoNotMeet() async throws {
            try await withProject { stack in
                try await stack.succeed("up", "-d", "--wait", "web")
                let commands = try (0..<4).map { _ in
                    try stack.start(
                        "with",
                        "-q",
                        "web",
                        "--",
                        "sh",
                        "-c",
                        "echo $WEB_PORT; curl -fsS $WEB_URL; sleep 1"
                    )
                }
                var ports: Set<String> = ["\(stack.ports[0])"]
                for command in commands {
                    let result = try await command.result()
                    let lines = result.output.split(separator: "\n").map(String.init)
                    #expect(result.code == 0 && result.errors.isEmpty && lines.last == "1", "\(result.summary)")
                    ports.insert(lines.first ?? "")
                }
                #expect(ports.count == 5)
                #expect(try await stack.get(stack.ports[0]) == "1")
            }
        }

        @Test(arguments: [SIGKILL, SIGTERM, SIGINT])
        func theStackEndsWithACommandThatIsEnded(signal: Int32) async throws {
            try await withProject { stack in
                let command = try stack.start("with", "web", "--", "sh", "-c", "echo $$; exec sleep 100")
                try await eventually("the command") { !command.output.isEmpty }
                let child = try #require(pid_t(command.output.split(separator: "\n")[0]))
                command.send(signal)
                let result = try await command.result()
                // The command gets the signals that can be passed on.
                #expect(result.code == (signal == SIGKILL ? -SIGKILL : 128 + signal), "\(result.summary)")
                try await eventually("the command is gone") { kill(child, 0) != 0 }
                try await Self.expectNothing(stack)
            }
        }

        @Test func aHangUpThatTheCallerIgnoresEndsNothing() async throws {
            try await withProject { stack in
                let script =
                    "trap '' HUP; exec \(Places.cpadev) with -q web -- sh -c 'kill -HUP $$ $PPID; sleep 0.2; echo on'"
                let result = try await stack.start(program: "/bin/sh", ["-c", script]).result()
                #expect(result.code == 0 && result.output == "on\n", "\(result.summary)")
            }
        }

        @Test func servicesWhoseVariablesWouldBeTheSameAreRefused() async throws {
            try await withProject { stack in
                try stack.define(
                    Toy.server("my-web", port: stack.ports[0], in: stack.path),
                    Toy.shell("my_web", Toy.idle, "ports: ['80']")
                )
                let result = try await stack.run("with", "--", "echo", "ran")
                #expect(result.code == 64 && result.output.isEmpty, "\(result.summary)")
                #expect(result.errors.contains("my-web and my_web would share the variables MY_WEB_HOST"))
            }
        }

        @Test func aSignalEndsTheStart() async throws {
            try await withProject { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: "/nonexistent"))
                let command = try stack.start("with", "web", "--", "echo", "ran")
                try await eventually("the stack") { !Self.folders(stack).isEmpty }
                command.send(SIGTERM)
                let result = try await command.result()
                #expect(result.code == 143 && result.output.isEmpty, "\(result.summary)")
                try await Self.expectNothing(stack)
            }
        }

        @Test func theRestIsRemovedAfterTheSupervisorWasKilled() async throws {
            try await withProject { stack in
                let script = "kill -9 $(cat ${CPADEV_ENV_FILE%/*}/lock); sleep 1; exit 5"
                let result = try await stack.run("with", "web", "--", "sh", "-c", script)
                #expect(result.code == 5, "\(result.summary)")
                try await Self.expectNothing(stack)
            }
        }

        @Test func whatTwoKilledProcessesLeftIsRemovedByTheNext() async throws {
            try await withProject { stack in
                let script = "kill -9 $(cat ${CPADEV_ENV_FILE%/*}/lock) $PPID; sleep 1"
                let killed = try await stack.run("with", "web", "--", "sh", "-c", script)
                #expect(killed.code == -SIGKILL, "\(killed.summary)")
                #expect(Self.folders(stack).count == 1)
                try await stack.succeed("with", "web", "--", "true")
                try await Self.expectNothing(stack)
            }
        }

        @Test func commandsOfCpadevActOnTheStackThatTheyRunWith() async throws {
            try await withProject { stack in
                let script =
                    "\(Places.cpadev) status --json | grep -c healthy; \(Places.cpadev) exec web -- printenv CPADEV_DATA_DIR"
                let result = try await stack.run("with", "-q", "web", "--", "sh", "-c", script)
                #expect(result.code == 0 && result.output.contains("/cache/with/"), "\(result.summary)")
            }
        }

        @Test func foldersThatItDidNotMakeStay() async throws {
            try await withProject { stack in
                for name in ["with/2023456-photos", "prepared/work"] {
                    try FileManager.default.createDirectory(
                        atPath: "\(stack.path)/cache/\(name)/run",
                        withIntermediateDirectories: true
                    )
                }
                try stack.write("cache/with/2023456-photos/run/picture", "mine")
                try await stack.succeed("with", "web", "--", "true")
                #expect(Self.folders(stack) == ["2023456-photos"])
                #expect(FileManager.default.fileExists(atPath: "\(stack.path)/cache/with/2023456-photos/run/picture"))
                try stack.remove("cache/with/2023456-photos")
            }
        }

        @Test func reportsHaveNoSecretsAndReplaceWhatIsThere() async throws {
            try await withProject { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path, "environment: {API_TOKEN: tok-4711-0815}")
                )
                let reports = "\(stack.path)/reports"
                try FileManager.default.createDirectory(atPath: reports, withIntermediateDirectories: true)
                mkfifo("\(reports)/junit.xml", 0o600)
                let command = ["sh", "-c", "echo tok-4711-0815 >/dev/null; exit 3"]
                let words = ["with", "--artifacts", reports, "web", "--"] + command
                let result = try await stack.start(program: Places.cpadev, words).result()
                #expect(result.code == 3, "\(result.summary)")
                let report = try String(contentsOfFile: "\(reports)/junit.xml", encoding: .utf8)
                #expect(report.contains("exit code 3") && !report.contains("4711"), "\(report)")
            }
        }

        @Test func aServiceThatCannotBecomeReadyFailsWithItsLastLines() async throws {
            try await withProject { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("broken", "echo no licence; sleep 0.2; exit 3")
                )
                let reports = "\(stack.path)/reports"
                let result = try await stack.run("with", "--artifacts", reports, "--", "echo", "ran")
                #expect(result.code == 1 && result.output.isEmpty, "\(result.summary)")
                #expect(result.errors.contains("no licence"), "\(result.summary)")
                let report = try String(contentsOfFile: "\(reports)/junit.xml", encoding: .utf8)
                // The other one may not have been ready yet.
                #expect(report.contains("tests=\"2\" failures="), "\(report)")
                #expect(report.contains("<failure message=\"broken failed\">"), "\(report)")
                let log = try String(contentsOfFile: "\(reports)/logs/broken.log", encoding: .utf8)
                #expect(log.contains("no licence"))
                try await Self.expectNothing(stack)
            }
        }

        @Test func aFailedCommandCanKeepItsStack() async throws {
            try await withProject { stack in
                let result = try await stack.run("with", "--keep-on-failure", "web", "--", "sh", "-c", "exit 4")
                #expect(result.code == 4 && result.errors.contains("the stack is left running"), "\(result.summary)")
                let name = try #require(Self.folders(stack).first)
                let list = try await stack.succeed("ls")
                #expect(list.output.contains("1/1 ready"), "\(list.summary)")
                let state = "\(stack.path)/cache/with/\(name)"
                let words = ["CPADEV_STATE_DIR=\(state)", Places.cpadev, "down"]
                let down = try await stack.start(program: "/usr/bin/env", words).result()
                #expect(down.code == 0, "\(down.summary)")
                try await stack.succeed("with", "web", "--", "true")
                try await Self.expectNothing(stack)
            }
        }

        @Test func mistakesAreReportedBeforeAnythingStarts() async throws {
            try await withProject { stack in
                let cases: [([String], Int32)] = [
                    (["with", "web"], 64), (["with", "wab", "--", "true"], 64), (["with", "--", "nonexistent"], 127),
                    (["with", "--seed", "none.yaml", "--", "true"], 65),
                    (["with", "--seed", "fixtures", "--", "true"], 65),
                ]
                for (words, code) in cases {
                    let result = try await stack.start(program: Places.cpadev, words).result()
                    #expect(result.code == code && result.output.isEmpty, "\(words): \(result.summary)")
                }
                #expect(Self.folders(stack) == [])
            }
        }
    }
}
