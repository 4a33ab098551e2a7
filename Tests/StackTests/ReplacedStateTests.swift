import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// The owner of a project's folder replaces the state of another user's stack while it runs.
    @Suite struct ReplacedStateTests {
        private static func text(_ path: String) -> String? {
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        }

        /// Everything below a folder that a command could change: names, and the contents of small files.
        private static func contents(_ path: String) -> [String: String] {
            let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
            return Dictionary(uniqueKeysWithValues: names.map { ($0, text("\(path)/\($0)") ?? "") })
        }

        /// Runs the body with a running stack and another whose state is linked in place of the first one's.
        private static func withLink(
            _ restart: String = "no",
            _ body: (_ stack: Stack, _ other: Stack, _ kept: String) async throws -> Void
        ) async throws {
            try await Stack.with(ports: 1) { other in
                try other.define(Toy.server("web", port: other.ports[0], in: other.path))
                try await other.succeed("up", "-d", "--wait")
                let pids = try await other.status().pids
                let before = contents(other.state)
                try await Stack.with(ports: 1) { stack in
                    let toy = Toy.server("web", port: stack.ports[0], in: stack.path, "restart: \"\(restart)\"")
                    try stack.define(toy)
                    try await stack.succeed("up", "-d", "--wait")
                    let kept = "\(stack.path)/kept"
                    rename(stack.state, kept)
                    symlink(other.state, stack.state)
                    try await body(stack, other, kept)
                    unlink(stack.state)
                    rename(kept, stack.state)
                }
                #expect(contents(other.state) == before)
                #expect(try await other.status().pids == pids)
            }
        }

        @Test func eachCommandRefusesTheLink() async throws {
            try await Self.withLink { stack, _, _ in
                let pids = stack.processes().map(\.pid).sorted()
                let commands = [
                    ["down"], ["down", "--volumes"], ["restart", "web"], ["up", "-d"], ["status"], ["logs"],
                    ["stop", "web"],
                ]
                for arguments in commands {
                    let result = try await stack.start(program: Places.cpadev, arguments).result()
                    #expect(
                        result.code == 1 && result.errors.contains("\(stack.state) is a symbolic link"),
                        "\(arguments): \(result.summary)"
                    )
                }
                #expect(stack.processes().map(\.pid).sorted() == pids)
            }
        }

        /// The supervisor ends what it started and no other stack, whatever its path leads to by now.
        @Test func theSupervisorEndsItsOwnStack() async throws {
            try await Self.withLink { stack, _, kept in
                let supervisor = try #require(stack.processes().first { $0.command.contains(" supervise ") })
                // The supervisor records health up to 50 ms after a client sees it.
                try await eventually("its record of health") { access("\(kept)/run/green", F_OK) == 0 }
                kill(supervisor.pid, SIGTERM)
                try await eventually("the end") { !supervisor.isAlive }
                #expect(access("\(kept)/run/ledger", F_OK) != 0)
                #expect(LoopbackPort.isFree(stack.ports[0]))
            }
        }

        @Test func theGuardianEndsItsOwnStack() async throws {
            try await Self.withLink { stack, _, kept in
                let supervisor = try #require(stack.processes().first { $0.command.contains(" supervise ") })
                kill(supervisor.pid, SIGKILL)
                try await eventually("nothing left") {
                    !stack.processesSeenAreAlive() && LoopbackPort.isFree(stack.ports[0])
                }
                try await eventually("its report") { Self.text("\(kept)/run/guardian.log")?.contains("web") == true }
            }
        }

        /// A service is given the path of its data.
        @Test func aServiceIsNotRestartedOnTheDataOfAnother() async throws {
            try await Self.withLink("always") { stack, other, _ in
                let sockets = try FileManager.default.contentsOfDirectory(atPath: "\(stack.path)/run/cpadev")
                let socket = "\(stack.path)/run/cpadev/\(try #require(sockets.first))"
                let service = try #require(stack.processes().first { $0.command.contains("\(stack.path)/toy.py") })
                kill(service.pid, SIGKILL)
                let curl = Places.program("curl") ?? "curl"
                try await eventually("a refused start") {
                    let words = ["-fsS", "--unix-socket", socket, "http://localhost/v1/snapshot"]
                    return try await stack.start(program: curl, words).result().output
                        .contains("is not the folder that this stack uses")
                }
                #expect(LoopbackPort.isFree(stack.ports[0]))
                #expect(Self.text("\(other.state)/data/web/starts") == ".")
            }
        }

        @Test func commandsRefuseAnotherFolderOfThisUser() async throws {
            try await Stack.with { stack in
                try stack.define(Toy.shell("app", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                let kept = "\(stack.path)/kept"
                rename(stack.state, kept)
                mkdir(stack.state, 0o700)
                mkdir("\(stack.state)/run", 0o700)
                try stack.write("state/run/lock", "")
                for arguments in [["down"], ["status"], ["restart", "app"]] {
                    let result = try await stack.start(program: Places.cpadev, arguments).result()
                    #expect(
                        result.code == 1 && result.errors.contains("is not the state folder of the running stack"),
                        "\(arguments): \(result.summary)"
                    )
                }
                // A folder that was deleted is no reason to keep the stack.
                try stack.remove("state")
                try await stack.succeed("down")
                rename(kept, stack.state)
                try await stack.expectNothingLeft()
            }
        }
    }
}
