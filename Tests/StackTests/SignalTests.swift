import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Signals to an `up` in the foreground.
    @Suite struct SignalTests {
        @Test(arguments: [SIGINT, SIGTERM])
        func theUpThatStartedTheStackStopsIt(signal: Int32) async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                let up = try stack.start("up", "--no-tui")
                try await eventually("the log: \(up.errors)") { up.output.contains("toy is listening") }
                up.send(signal)
                let result = try await up.result()
                #expect(result.code == 0 && result.errors.contains("nothing is left running"), "\(result.summary)")
                try await stack.expectNothingLeft()
            }
        }

        @Test func itStopsItAlsoBeforeAllIsReady() async throws {
            try await Stack.with { stack in
                try stack.define(
                    Toy.shell(
                        "slow",
                        "echo begun; \(Toy.idle)",
                        "healthcheck: {test: [CMD, 'false'], interval: 100ms, start_period: 1h}"
                    )
                )
                let up = try stack.start("up", "--no-tui")
                try await eventually("the service: \(up.errors)") {
                    try await stack.run("logs", "slow").output.contains("begun")
                }
                up.send(SIGINT)
                let result = try await up.result()
                #expect(result.code == 0, "\(result.summary)")
                try await stack.expectNothingLeft()
            }
        }

        @Test(arguments: [SIGINT, SIGHUP])
        func theUpThatAttachedGoesAwayAlone(signal: Int32) async throws {
            try await Self.expectDetached(signal: signal, isFirst: false)
        }

        @Test func theUpThatStartedTheStackGoesAwayAloneWhenItsTerminalIsClosed() async throws {
            try await Self.expectDetached(signal: SIGHUP, isFirst: true)
        }

        private static func expectDetached(signal: Int32, isFirst: Bool) async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                if !isFirst { try await stack.succeed("up", "-d", "--wait") }
                let up = try stack.start("up", "--no-tui")
                try await eventually("the log: \(up.errors)") { up.output.contains("toy is listening") }
                let before = try await stack.status()
                up.send(signal)
                let result = try await up.result()
                #expect(result.code == 0 && result.errors.contains("detached"), "\(result.summary)")
                let after = try await stack.status()
                #expect(after.supervisor.pid == before.supervisor.pid && after.pids == before.pids)
            }
        }
    }
}
