import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Services that start daemons of which nothing is known any more: another session, another parent, no environment.
    @Suite struct DaemonTests {
        /// The daemon's command line mentions the stack's folder, so the tests find it.
        private static func daemon(in stack: Stack) -> String {
            let program = "import time; time.sleep(1000)"
            return Toy.shell(
                "hidden",
                "(env -i setsid \(Places.python) -c '\(program)' \(stack.path)/daemon &); \(Toy.idle)",
                "restart: always"
            )
        }

        private static func daemons(_ stack: Stack) -> [ProcessList.Identity] {
            stack.processes().filter { $0.command.hasSuffix("/daemon ") }
        }

        @Test func aRestartLeavesNoSecondDaemonAndDownLeavesNone() async throws {
            try await Stack.with { stack in
                try stack.define(Self.daemon(in: stack), Toy.shell("other", Toy.idle))
                try await stack.succeed("up", "-d", "--wait")
                for _ in 1...3 {
                    try await eventually("one daemon: \(Self.daemons(stack))") { Self.daemons(stack).count == 1 }
                    let daemon = Self.daemons(stack)[0]
                    try await stack.succeed("restart", "hidden")
                    #expect(!daemon.isAlive)
                }
                try await eventually("one daemon") { Self.daemons(stack).count == 1 }
                try await stack.succeed("stop", "hidden")
                #expect(Self.daemons(stack) == [])
                try await stack.succeed("start", "hidden")
                try await eventually("one daemon") { Self.daemons(stack).count == 1 }
                try await stack.succeed("down")
                try await stack.expectNothingLeft()
            }
        }

        @Test func theGuardianFindsItAndSoDoesTheNextCommand() async throws {
            try await Stack.with { stack in
                try stack.define(Self.daemon(in: stack))
                try await stack.succeed("up", "-d", "--wait")
                try await eventually("one daemon") { Self.daemons(stack).count == 1 }
                try await stack.killSupervisor()
                for command in [["down"], ["up", "-d", "--wait"]] {
                    try await stack.succeed("up", "-d", "--wait")
                    try await eventually("one daemon") { Self.daemons(stack).count == 1 }
                    let daemon = Self.daemons(stack)[0]
                    _ = try await stack.killSupervisorAndGuardian()
                    #expect(daemon.isAlive)
                    _ = try await stack.start(program: Places.cpadev, command).result()
                    #expect(!daemon.isAlive)
                }
            }
        }
    }
}
