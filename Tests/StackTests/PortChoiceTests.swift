import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Stacks whose host ports are chosen.
    @Suite struct PortChoiceTests {
        private func define(_ stack: Stack) throws {
            try stack.define(
                Toy.server(
                    "web",
                    port: stack.ports[0],
                    in: stack.path,
                    "environment: {SELF: 'http://localhost:\(stack.ports[0])/'}"
                )
            )
        }

        private func port(_ stack: Stack) async throws -> UInt16 {
            let text = try await stack.succeed("status", "--json").output
            let status = try JSONDecoder().decode(Status.self, from: Data(text.utf8))
            return status.services[0].ports[0].published
        }

        private struct Status: Decodable {
            struct Service: Decodable {
                struct Port: Decodable { var published: UInt16 }
                var ports: [Port]
            }
            var services: [Service]
        }

        @Test func aTakenPortIsReplacedByOneThatTheCheckoutKeeps() async throws {
            try await Stack.with(ports: 1) { first in
                try await Stack.with { second in
                    try define(first)
                    try second.define(Toy.server("web", port: first.ports[0], in: second.path))
                    // One user's stacks know of each other.
                    second.setEnvironment("XDG_RUNTIME_DIR", first.environment["XDG_RUNTIME_DIR"] ?? "")
                    second.setEnvironment("XDG_STATE_HOME", first.environment["XDG_STATE_HOME"] ?? "")
                    try await first.succeed("up", "-d", "--wait", "--ports", "auto")
                    #expect(try await port(first) == first.ports[0])
                    let refused = try await second.run("up", "-d", "--wait")
                    #expect(refused.code != 0 && refused.errors.contains("up --ports auto"), "\(refused.summary)")
                    try await second.succeed("up", "-d", "--wait", "--ports", "auto")
                    let other = try await port(second)
                    #expect(other != first.ports[0])
                    #expect(try await second.get(other) == "1")
                    let list = try await first.succeed("ls")
                    #expect(list.output.contains("web:\(other)") && list.output.contains("web:\(first.ports[0])"))
                    try await second.succeed("down")
                    try await first.succeed("down")
                    try await second.succeed("up", "-d", "--wait", "--ports", "auto")
                    #expect(try await port(second) == other)
                    try await second.succeed("down")
                    try await second.succeed("up", "-d", "--wait")
                    #expect(try await port(second) == first.ports[0])
                    try await second.succeed("down")
                }
            }
        }

        @Test func addressesInTheEnvironmentFollow() async throws {
            try await Stack.with(ports: 1) { stack in
                try define(stack)
                let taken = try #require(LoopbackPort.Listener(stack.ports[0]))
                defer { withExtendedLifetime(taken) {} }
                try await stack.succeed("up", "-d", "--wait", "--ports", "auto")
                let port = try await port(stack)
                let result = try await stack.succeed("exec", "web", "--", "printenv", "SELF")
                #expect(result.output == "http://localhost:\(port)/\n")
                let restarted = try await stack.succeed("restart", "web")
                #expect(!restarted.errors.contains("changed"), "\(restarted.summary)")
                #expect(try await self.port(stack) == port)
            }
        }
    }
}
