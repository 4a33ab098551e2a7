import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// `cpadev logs` on real stacks.
    @Suite struct LogsTests {
        /// Writes numbered lines, some of which tell what must not be told.
        private static let counting = "n=0; while :; do n=$$((n+1)); echo line $$n; sleep 0.02; done"

        @Test func followingGoesOnThroughAKilledSupervisorWithoutLossOrRepetition() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Self.counting))
                try await stack.succeed("up", "-d", "--wait")
                let follower = try stack.start("logs", "-f", "--json", "app")
                try await eventually("lines: \(follower.errors)") { follower.output.contains("line 20\"") }
                kill(try await stack.status().supervisor.pid, SIGKILL)
                try await eventually("the news: \(follower.errors)") {
                    follower.errors.contains("waiting for the next")
                }
                try await stack.succeed("up", "-d", "--wait")
                let before = try Self.numbers(follower.output).count
                try await eventually("more lines: \(follower.errors)") {
                    try Self.numbers(follower.output).count > before + 20
                }
                // What is on disk is what must have come, in the same order and once.
                let shown = try Self.numbers(follower.output)
                #expect(shown == Array(0..<shown.count))
                #expect(
                    follower.errors.components(separatedBy: "waiting for the next").count == 2,
                    "\(follower.errors)"
                )
                try await stack.succeed("down")
                let end = try await follower.result()
                #expect(end.code == 0 && end.errors.contains("the stack was stopped"), "\(end.errors)")
                let all = try Self.numbers(try await stack.succeed("logs", "--json", "app").output)
                #expect(try Self.numbers(end.output) == all)
            }
        }

        @Test func followingGoesOnThroughDownAndUpAndRestart() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Self.counting), Toy.shell("other", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                let follower = try stack.start("logs", "-f", "-n", "1", "--json", "--grep", "LINE [0-9]", "-i")
                try await eventually("lines: \(follower.errors)") { follower.output.contains("line ") }
                try await stack.succeed("restart", "app")
                try await eventually("the new one: \(follower.errors)") { follower.output.contains("line 1\"") }
                try await stack.succeed("down")
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the next one: \(follower.errors)") {
                    follower.output.components(separatedBy: "line 1\"").count >= 3
                }
                let shown = try Self.numbers(follower.output)
                #expect(shown == shown.sorted() && Set(shown).count == shown.count)
                follower.send(SIGINT)
                _ = try await follower.result()
            }
        }

        @Test func theEndOfAReaderIsTheEnd() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo one; echo two; \(Toy.idle)"))
                try await stack.succeed("up", "-d", "--wait")
                // Nothing more is written, so only the pipe's end can tell it.
                let script = "'\(Places.cpadev)' logs -f --stream stdout app | head -1; echo \"${PIPESTATUS[0]}\""
                let result = try await stack.start(program: "/bin/bash", ["-c", script]).result()
                #expect(result.output.split(separator: "\n").last == "0", "\(result.summary)")
                #expect(result.output.contains("one") && result.errors == "", "\(result.summary)")
            }
        }

        @Test func linesAreFilteredWhileTheStackRunsAndWhileItIsDown() async throws {
            try await Stack.with { stack in
                try stack.define(
                    Toy.shell("app", "for n in 1 2 3 4 5; do echo line $$n; done; echo WARN odd >&2; \(Toy.idle)")
                )
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the lines") {
                    try await stack.succeed("logs", "app").output.contains("odd")
                }
                func look() async throws {
                    func texts(_ arguments: String...) async throws -> [String] {
                        let result = try await stack.start(program: Places.cpadev, ["logs"] + arguments).result()
                        #expect(result.code == 0, "\(result.summary)")
                        return result.output.split(separator: "\n").map { String($0.drop { $0 != "|" }.dropFirst(2)) }
                    }
                    #expect(try await texts("--grep", "line [24]") == ["line 2", "line 4"])
                    #expect(try await texts("--grep", "line 3", "-C", "1") == ["line 2", "line 3", "line 4"])
                    #expect(try await texts("--grep", "LINE", "--stream", "stdout") == [])
                    #expect(try await texts("--grep", "line", "-n", "1") == ["line 5"])
                    #expect(try await texts("--stream", "stderr") == ["WARN odd"])
                    #expect(try await texts("--grep", "line", "--invert", "--stream", "stdout") == [])
                    #expect(try await texts("--until", "1h") == [])
                    #expect(try await texts("--since", "1h", "-F", "--grep", "line 1") == ["line 1"])
                    let bad = try await stack.run("logs", "--grep", "line (")
                    #expect(bad.code == 64 && bad.errors.contains("line (\n"), "\(bad.summary)")
                    #expect(bad.errors.split(separator: "\n").contains { $0.hasSuffix(" ^") }, "\(bad.errors)")
                }
                try await look()
                try await stack.succeed("down")
                try await look()
            }
        }

        @Test func theRestOfAnErrorFollowsItsBeginning() async throws {
            try await Stack.with { stack in
                let waiting = "echo ERROR old; until [ -e go ]; do sleep 0.1; done"
                let writing = "printf 'ERROR one '; sleep 1; echo two"
                try stack.define(Toy.shell("app", "\(waiting); \(writing); \(Toy.idle)"))
                try await stack.succeed("up", "-d", "--wait")
                let level = try stack.start("logs", "-f", "--no-prefix", "--level", "error", "app")
                let across = try stack.start("logs", "-f", "--no-prefix", "--grep", "one two|old", "app")
                for follower in [level, across] {
                    try await eventually("a line: \(follower.errors)") { follower.output.contains("old") }
                }
                try stack.write("go", "")
                for follower in [level, across] {
                    try await eventually("the rest: \(follower.output)") { follower.output.contains("two") }
                    follower.send(SIGINT)
                    _ = try await follower.result()
                }
                #expect(level.output == "ERROR old\nERROR one \ntwo\n")
                #expect(across.output == "ERROR old\nERROR one two\n")
            }
        }

        @Test func followingUpToAPastTimeNeedsNoStack() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo hello; \(Toy.idle)"))
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the line") { try await stack.succeed("logs").output.contains("hello") }
                let whileUp = try await stack.succeed("logs", "-f", "--until", "0s", "--stream", "stdout").output
                try await stack.succeed("down")
                let whileDown = try await stack.succeed("logs", "-f", "--until", "0s", "--stream", "stdout").output
                #expect(whileUp == whileDown && whileDown.contains("hello"))
                #expect(try await stack.run("logs", "-f").code == 69)
            }
        }

        @Test func namesAreLeftOutIfAskedFor() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo hello; \(Toy.idle)"))
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the line") { try await stack.succeed("logs").output.contains("app | hello\n") }
                for option in ["--no-log-prefix", "--no-prefix"] {
                    let output = try await stack.succeed("logs", option, "--stream", "stdout").output
                    #expect(output == "hello\n")
                }
            }
        }

        @Test func aLineThatPausedWhileItWasFollowedIsOneLineLater() async throws {
            try await Stack.with { stack in
                let script = "printf 'Name: '; while ! test -e go; do sleep 0.05; done; echo done; \(Toy.idle)"
                try stack.define(Toy.shell("app", script))
                try await stack.succeed("up", "-d", "--wait")
                let follower = try stack.start("logs", "-f", "--json", "app")
                try await eventually("the prompt: \(follower.errors)") { follower.output.contains("Name: ") }
                try stack.write("go", "")
                try await eventually("the rest: \(follower.errors)") { follower.output.contains("\"done\"") }
                let lines = try await stack.succeed("logs", "--stream", "stdout", "--no-prefix").output
                #expect(lines == "Name: done\n")
                let found = try await stack.succeed("logs", "--grep", "Name: done", "--no-prefix").output
                #expect(found == "Name: done\n")
                follower.send(SIGINT)
                _ = try await follower.result()
            }
        }

        @Test func secretsAreMaskedUnlessAskedFor() async throws {
            try await Stack.with { stack in
                try stack.define(
                    Toy.shell(
                        "app",
                        "echo the key is $$API_TOKEN; \(Toy.idle)",
                        "environment: {API_TOKEN: hunter2-very-secret}"
                    )
                )
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the line") { try await stack.succeed("logs").output.contains("the key is") }
                func look() async throws {
                    let masked = try await stack.succeed("logs", "app").output
                    #expect(masked.contains("the key is") && !masked.contains("hunter2"), "\(masked)")
                    let patterns = try await stack.succeed("logs", "--patterns", "--json").output
                    #expect(patterns.contains("the key is") && !patterns.contains("hunter2"), "\(patterns)")
                    let shown = try await stack.succeed("logs", "--show-secrets", "app").output
                    #expect(shown.contains("the key is hunter2-very-secret"), "\(shown)")
                }
                try await look()
                try await stack.succeed("down")
                try await look()
            }
        }

        @Test func aCopyGoesIntoAFile() async throws {
            try await Stack.with { stack in
                try stack.define(
                    Toy.shell("app", "printf '\\\\033[31mred\\\\033[0m\\\\n'; echo plain; \(Toy.idle)"),
                    Toy.shell("other", "echo hello; \(Toy.idle)")
                )
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the lines") {
                    let text = try await stack.succeed("logs").output
                    return text.contains("plain") && text.contains("hello")
                }
                func copy() throws -> String { try String(contentsOfFile: "\(stack.path)/copy.log", encoding: .utf8) }
                let one = try await stack.succeed("logs", "--output", "copy.log", "--stream", "stdout", "app")
                #expect(try copy() == "red\nplain\n" && one.output == "")
                #expect(one.errors.contains("2 lines written to copy.log"), "\(one.errors)")
                try await stack.succeed("logs", "--output", "copy.log", "--stream", "stdout")
                #expect(try copy().contains("app   | red\n") && copy().contains("other | hello\n"))
                let folder = try await stack.run("logs", "--output", stack.path)
                #expect(folder.code == 64 && folder.errors.contains("Is a directory"), "\(folder.summary)")
            }
        }

        @Test(.enabled(if: Capability.mount, "no file system can be mounted"))
        func aFullDiskEndsACopyWithAWord() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let disk = try TinyDisk(at: folder.path, options: "size=64k")
            defer { disk.unmount() }
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "seq 1 100000; echo done; \(Toy.idle)"))
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the lines") {
                    try await stack.succeed("logs", "-n", "1", "--stream", "stdout").output.contains("done")
                }
                let result = try await stack.run("logs", "--output", "\(folder.path)/copy.log", "app")
                #expect(result.code == 1 && result.errors.contains("No space left on device"), "\(result.summary)")
                #expect(result.errors.contains("free space on that disk"), "\(result.errors)")
            }
        }

        @Test func shapesThatAreNewSinceAllWasWellAreToldApart() async throws {
            try await Stack.with { stack in
                let script =
                    "for n in 1 2 3; do echo request $$n took 5 ms; done; "
                    + "while ! test -e \(stack.path)/go; do sleep 0.05; done; echo request 9 took 5 ms; "
                    + "echo cannot reach shard 17; \(Toy.idle)"
                try stack.define(Toy.shell("app", script))
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("the first lines") {
                    try await stack.succeed("logs", "app").output.contains("request 3")
                }
                let status = try await stack.status()
                #expect(status.lastGreen != nil && status.lastGreen?.until == nil)
                // Nothing is new in the second in which all became well.
                try await eventually("a new second") { try await !Self.templates(stack).contains("request") }
                try stack.write("go", "")
                try await eventually("the news") { try await Self.templates(stack).contains("cannot reach") }
                let all = try await stack.succeed("logs", "--patterns").output
                #expect(all.contains("request") && all.contains("cannot reach"), "\(all)")
                let new = try await Self.templates(stack)
                #expect(!new.contains("request"), "\(new)")
                // The next supervisor still knows it.
                try await stack.succeed("down")
                let down = try await stack.succeed("logs", "--patterns", "--new-since-green")
                #expect(down.errors.contains("the stack was last healthy from"), "\(down.errors)")
            }
        }

        private static func templates(_ stack: Stack) async throws -> String {
            try await stack.succeed("logs", "--patterns", "--new-since-green", "--stream", "stdout", "app").output
        }

        /// The numbers of the lines of `--json`.
        private static func numbers(_ output: String) throws -> [Int] {
            struct Line: Decodable { var number: Int }
            // The last one may be half written.
            let whole = output.lastIndex(of: "\n").map { output[..<$0] } ?? ""
            return try whole.split(separator: "\n").map {
                try JSONDecoder().decode(Line.self, from: Data($0.utf8)).number
            }
        }
    }
}
