import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// The screen, in a real terminal.
    @Suite(.enabled(if: Capability.terminal, "tmux is not installed"))
    struct TerminalTests {
        @Test(arguments: [(80, 24), (200, 60)])
        func theScreenShowsServicesAndActsOnKeys(columns: Int, rows: Int) async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(
                    Toy.server("web", port: stack.ports[0], in: stack.path),
                    Toy.shell("app", Toy.idle)
                )
                try await stack.succeed("up", "-d", "--wait")
                try await TerminalWindow.with(stack, columns: columns, rows: rows) { window in
                    try await window.wait(for: "2/2 ready")
                    try await window.wait(for: "the services' table") { screen in
                        ["Services", "web", "app", "\(stack.ports[0])"].allSatisfy(screen.contains)
                    }
                    #expect(try await window.isAlternate())

                    try await window.press("?")
                    try await window.wait(for: "Services and firms")
                    try await window.press("Escape")
                    try await window.wait(for: "the table again") { !$0.contains("Services and firms") }

                    try await window.press("x")
                    try await window.wait(for: "1/2 ready")
                    #expect(try await stack.status()["web"].state == "stopped")
                    try await window.press("s")
                    try await window.wait(for: "2/2 ready")
                    #expect(try await stack.status()["web"].health == "healthy")

                    try await window.resize(columns: 100, rows: 30)
                    try await window.wait(for: "a screen of 30 rows with the footer last") { screen in
                        let rows = screen.split(separator: "\n", omittingEmptySubsequences: false)
                        return rows.count > 29 && rows[29].contains("quit") && rows[0].contains("2/2 ready")
                    }

                    try await window.press("q")
                    try await window.wait(for: "Leave the stack running, or stop it?")
                    try await window.press("d")
                    try await window.wait(for: "left with 0")
                    try await Self.expectRestored(window)
                }
                #expect(try await stack.status()["web"].health == "healthy")
            }
        }

        @Test func severalScreensShowOneStack() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                try await TerminalWindow.with(stack, columns: 80, rows: 24) { first in
                    try await TerminalWindow.with(stack, columns: 120, rows: 30) { second in
                        try await first.wait(for: "1/1 ready")
                        try await second.wait(for: "1/1 ready")
                        try await first.press("x")
                        try await first.wait(for: "0/1 ready")
                        try await second.wait(for: "0/1 ready")
                        // The other one sees who moved what, and what was before it came.
                        try await second.press("e")
                        try await second.wait(for: "asked to stop web")
                        try await second.press("s")
                        try await first.wait(for: "1/1 ready")
                        try await second.press("q")
                        try await second.press("d")
                        try await second.wait(for: "left with 0")
                        try await first.press("x")
                        try await first.wait(for: "0/1 ready")
                    }
                }
            }
        }

        @Test func quitCanStopTheStack() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                // This one starts the stack as well.
                try await TerminalWindow.with(stack, columns: 80, rows: 24) { window in
                    try await window.wait(for: "1/1 ready")
                    try await window.press("q")
                    try await window.wait(for: "Leave the stack running, or stop it?")
                    try await window.press("s")
                    try await window.wait(for: "left with 0")
                    try await Self.expectRestored(window)
                }
                #expect(try await stack.run("status").code == 69)
                try await stack.expectNothingLeft()
            }
        }

        @Test func aKilledSupervisorIsToldOnTheScreen() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                try await stack.succeed("up", "-d", "--wait")
                try await TerminalWindow.with(stack, columns: 80, rows: 24) { window in
                    try await window.wait(for: "1/1 ready")
                    let supervisor = try await stack.status().supervisor.pid
                    kill(supervisor, SIGKILL)
                    try await window.wait(for: "the screen to say it, or its end") {
                        $0.contains("left with") || $0.contains("supervisor")
                    }
                }
            }
        }

        /// The lines from before are back, and the shell's terminal echoes and edits lines again.
        private static func expectRestored(_ window: TerminalWindow) async throws {
            #expect(try await !window.isAlternate())
            try await window.wait(for: "stty's answer") { $0.contains("icanon") }
            let screen = try await window.screen()
            #expect(screen.contains("before"))
            #expect(!screen.contains("-icanon") && !screen.contains("-echo ") && screen.contains(" echo "), "\(screen)")
        }
    }
}
