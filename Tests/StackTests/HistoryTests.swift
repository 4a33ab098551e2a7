import Foundation
import LogAnalysis
import TestSupport
import Testing

extension RealStacks {
    /// The past of a stack: on its screen, and in a recording that another machine opens.
    @Suite(.enabled(if: Capability.terminal, "tmux is not installed"))
    struct HistoryTests {
        private static let secret = "hunter2-of-the-history"

        /// Runs a stack whose `web` was stopped for a while, and whose `app` then wrote a second line.
        private static func withPast(
            _ body: (Stack, _ whenItRan: String) async throws -> Void
        ) async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell(
                        "app",
                        "echo line-$$(wc -l < count) $$API_TOKEN; echo x >> count; exec sleep 1000",
                        "environment: { API_TOKEN: \(secret) }"
                    )
                )
                try stack.write("count", "")
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the first line") {
                    try await stack.succeed("logs", "app").output.contains("line-0")
                }
                try await stack.succeed("stop", "web")
                // Clock times have a resolution of a second.
                try await Task.sleep(for: .seconds(2))
                let time = Date().formatted(.iso8601)
                try await Task.sleep(for: .seconds(2))
                try await stack.succeed("restart", "app")
                try await eventually("the second line") {
                    try await stack.succeed("logs", "app").output.contains("line-1")
                }
                try await stack.succeed("start", "web")
                try await eventually("web to be ready") { try await stack.status()["web"].health == "healthy" }
                try await body(stack, time)
            }
        }

        @Test func theScreenShowsAnEarlierMomentAndReturns() async throws {
            try await Self.withPast { stack, time in
                try await TerminalWindow.with(stack, columns: 120, rows: 36) { window in
                    try await window.wait(for: "2/2 ready")
                    try await window.press("T")
                    try await window.wait(for: "show the stack at:")
                    try await window.type(time)
                    try await window.wait(for: "the earlier moment") { screen in
                        screen.contains("as of ") && screen.contains("1/2 ready") && screen.contains("line-0")
                            && !screen.contains("line-1")
                    }
                    try await window.press("x")
                    try await window.wait(for: "esc returns to now")
                    // The services still run as they do.
                    #expect(try await stack.status()["app"].state == "running")
                    try await window.press("}")
                    try await window.wait(for: "the next event") { !$0.contains("0/2 ready") && $0.contains("as of ") }
                    try await window.press("Escape")
                    try await window.wait(for: "the present") { screen in
                        !screen.contains("as of ") && screen.contains("2/2 ready") && screen.contains("line-1")
                    }
                }
            }
        }

        @Test func aRecordingOpensWithoutItsStack() async throws {
            try await Self.withPast { stack, time in
                let file = "\(stack.path)/monday.cpadev"
                let export = try await stack.succeed("record", "export", "--since", "5m", file)
                #expect(export.errors.contains("written to \(file)") && export.errors.contains("log line"))
                let text = try String(contentsOfFile: file, encoding: .utf8)
                #expect(text.contains("line-0") && text.contains("line-1") && !text.contains(Self.secret))
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600)

                let early = "\(stack.path)/early.cpadev"
                try await stack.succeed("record", "export", "--since", "5m", "--until", time, early)
                #expect(try !String(contentsOfFile: early, encoding: .utf8).contains("line-1"))
                let unwritable = try await stack.run("record", "export", "\(stack.path)/none/x.cpadev")
                #expect(unwritable.code != 0 && unwritable.errors.contains("cannot write"), "\(unwritable.summary)")
                #expect(!FileManager.default.fileExists(atPath: "\(file).part"))
                try await stack.succeed("down")

                let opened = try await stack.succeed("record", "open", file)
                #expect(!opened.output.contains("stopped"))
                let before = try await stack.succeed("record", "open", early)
                #expect(before.output.contains("stopped"))

                try await TerminalWindow.with(stack, columns: 100, rows: 30, running: "record open '\(file)'") {
                    window in
                    try await window.wait(for: "recording, ")
                    try await window.wait(for: "line-1")
                    try await window.press("T")
                    try await window.type(time)
                    try await window.wait(for: "the earlier moment") { screen in
                        screen.contains("1/2 ready") && screen.contains("line-0") && !screen.contains("line-1")
                    }
                    try await window.press("x")
                    try await window.wait(for: "there is no stack to change")
                    try await window.press("q")
                    try await window.wait(for: "left with 0")
                }
            }
        }

        @Test(arguments: [
            ("", "is empty"), ("{\"a\":1}\n", ":1: this is not a recording of cpadev"),
            ("\u{0}\u{1}garbage", ":1: this is not a recording of cpadev"),
            (
                #"{"header":{"version":1,"product":"c","from_ns":1,"to_ns":2}}"# + "\n{\"history\":{\"at",
                ":2: the recording is damaged"
            ),
            (
                #"{"header":{"version":9,"product":"cpadev 7","from_ns":1,"to_ns":2}}"#,
                "it was written by cpadev 7"
            ),
            (#"{"header":{"version":1,"product":"c","from_ns":1,"to_ns":2}}"#, "the recording is incomplete"),
            (
                #"{"header":{"version":1,"product":"c","from_ns":1,"to_ns":9223372036854775807}}"#,
                ":1: the recording is damaged"
            ),
            (
                #"{"header":{"version":1,"product":"c","from_ns":1,"to_ns":2}}"# + "\n{\"end\":3}",
                "the recording is incomplete"
            ),
            (
                #"{"header":{"version":1,"product":"c","from_ns":1,"to_ns":2}}"# + "\n{\"end\":0}",
                "says nothing about services"
            ),
        ])
        func aFileThatIsNoRecordingIsNamed(_ text: String, _ words: String) async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                try stack.write("x.cpadev", text)
                let result = try await stack.run("record", "open", "\(stack.path)/x.cpadev")
                #expect(result.code == 65 || result.code == 1, "\(result.summary)")
                #expect(result.errors.contains(words), "\(result.summary)")
            }
        }

        @Test func theHistoryOutlivesTheSupervisor() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                let killed = try await stack.status().supervisor.pid
                try await Task.sleep(for: .seconds(1))
                kill(killed, SIGKILL)
                try await eventually("its end") { kill(killed, 0) != 0 }
                try await stack.succeed("up", "-d", "--wait")
                let file = "\(stack.path)/both.cpadev"
                try await stack.succeed("record", "export", "--since", "5m", file)
                let text = try String(contentsOfFile: file, encoding: .utf8)
                #expect(text.contains("\"pid\":\(killed)") && text.contains(#""ended":true"#))
                let names = try FileManager.default.contentsOfDirectory(atPath: "\(stack.state)/run/history")
                #expect(names.count == 2)
                try await stack.succeed("down")
            }
        }
    }
}
