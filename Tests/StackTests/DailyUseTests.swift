import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// What commands say and return in a day's work.
    @Suite struct DailyUseTests {
        @Test func logsAreShownWhileTheStackStarts() async throws {
            try await Stack.with { stack in
                try stack.define(
                    Toy.shell(
                        "slow",
                        "echo it begins; exec sleep 1000",
                        "healthcheck: {test: [CMD, 'false'], interval: 100ms, start_period: 1h}"
                    )
                )
                let up = try stack.start("up")
                try await eventually("the first line: \(up.errors)") { up.output.contains("slow | it begins") }
                up.send(SIGINT)
                #expect(try await up.result().code == 0)
            }
        }

        @Test func anAttachedUpShowsNothingOfAnEarlierRun() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo run; exec sleep 1000"))
                try await stack.succeed("up", "-d", "--wait")
                try await stack.succeed("down")
                try await stack.succeed("up", "-d", "--wait")
                let up = try stack.start("up")
                try await eventually("its line: \(up.errors)") { up.output.contains("app | run") }
                up.send(SIGTERM)
                let result = try await up.result()
                #expect(result.output.components(separatedBy: "app | run").count == 2, "\(result.output)")
                #expect(!result.output.contains("stopping with"), "\(result.output)")
            }
        }

        @Test func downTellsTheEndOfWhatRan() async throws {
            try await Stack.with { stack in
                let names = (1...12).map { "s\($0)" }
                try stack.define(
                    text: "services:\n" + names.map { Toy.shell($0, "exec sleep 1000") }.joined()
                        + Toy.shell("job", "exit 0")
                )
                try await stack.succeed("up", "-d", "--wait")
                let down = try await stack.succeed("down")
                for name in names { #expect(down.errors.contains("· \(name) stopped\n"), "\(down.errors)") }
                #expect(!down.errors.contains("job stopped"), "\(down.errors)")
                #expect(down.errors.contains("stopped 12 services"), "\(down.errors)")
            }
        }

        @Test(arguments: [
            ["seed"], ["reset", "--yes"], ["reset", "--dry-run"], ["seed", "status"], ["snapshot", "list"],
        ])
        func aStackWithoutSeedDataSaysSo(words: [String]) async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                let result = try await stack.start(program: Places.cpadev, words).result()
                #expect(result.code == 1 && result.errors.contains("this stack has no seed data"), "\(result.summary)")
            }
        }

        @Test func execReturnsWhatShellsReturn() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                let missing = try await stack.run("exec", "app", "no-such-command")
                #expect(missing.code == 127 && missing.errors.contains("is not installed"), "\(missing.summary)")
                let file = try await stack.run("exec", "app", "/etc/passwd")
                #expect(file.code == 126 && file.errors.contains("is not executable"), "\(file.summary)")
                let replica = try await stack.run("exec", "--index", "2", "app", "true")
                #expect(replica.code == 64 && replica.errors.contains("app has no replica 2"), "\(replica.summary)")
            }
        }

        @Test func followingUntilAMomentEnds() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                try await stack.succeed("logs", "-f", "--until", "-10m")
                let moment = "@\(Int(Date().timeIntervalSince1970) + 2)"
                try await stack.succeed("logs", "-f", "--until", moment)
            }
        }

        @Test(arguments: [
            ["config"], ["graph"], ["env", "--format", "json"], ["keys"], ["help"], ["version"], ["status"], ["logs"],
        ])
        func whatCannotBeWrittenIsAFailure(words: [String]) async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", "echo hello; exec sleep 1000"))
                try await stack.succeed("up", "-d", "--wait")
                for (target, reason) in [("> /dev/full", "No space left on device"), (">&-", "it is closed")] {
                    let command = "\(Places.cpadev) \(words.joined(separator: " ")) \(target)"
                    let result = try await stack.start(program: "/bin/sh", ["-c", command]).result()
                    #expect(result.code == 1 && result.errors.contains(reason), "\(result.summary)")
                }
            }
        }
    }
}
