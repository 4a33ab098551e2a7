import Foundation
import TestSupport

/// A terminal of tmux, on a server of its own, in which a shell runs cpadev.
struct TerminalWindow: Sendable {
    private let stack: Stack
    private let socket: String

    /// Opens it with cpadev on it, and runs the body; the terminal ends with it.
    /// - Parameter words: what cpadev is to do; none of them needs quotes.
    static func with(
        _ stack: Stack,
        columns: Int,
        rows: Int,
        running words: String = "up",
        _ body: (TerminalWindow) async throws -> Void
    ) async throws {
        let window = TerminalWindow(stack: stack, socket: "\(stack.path)/terminal-\(Int.random(in: 0..<1_000_000))")
        // What the shell says after it tells whether the terminal is as it was.
        let script = "echo before; '\(Places.cpadev)' \(words); echo \"left with $?\"; stty -a; exec cat"
        let size = ["-x", "\(columns)", "-y", "\(rows)"]
        try await window.tmux(["-u", "new-session", "-d"] + size + ["/bin/sh", "-c", script])
        do {
            try await body(window)
        } catch {
            let screen = (try? await window.screen()) ?? "no terminal any more"
            await window.close()
            throw TestFailure("\(error)\n\(screen)")
        }
        await window.close()
    }

    private func close() async {
        // It ends by itself with its last program.
        _ = try? await tmux("kill-server")
    }

    /// What it shows.
    func screen() async throws -> String { try await tmux("capture-pane", "-p") }

    func press(_ key: String) async throws { try await tmux("send-keys", key) }

    /// Types a line.
    func type(_ line: String) async throws {
        try await tmux("send-keys", "-l", line)
        try await press("Enter")
    }

    func resize(columns: Int, rows: Int) async throws {
        try await tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    /// Waits for a screen that is as wanted.
    func wait(for what: String, _ isWanted: (String) -> Bool) async throws {
        try await eventually(what) { isWanted(try await screen()) }
    }

    func wait(for text: String) async throws { try await wait(for: text) { $0.contains(text) } }

    /// Whether a full-screen program has the terminal.
    func isAlternate() async throws -> Bool {
        try await tmux("display-message", "-p", "#{alternate_on}").hasPrefix("1")
    }

    /// The `cpadev` that runs in it.
    func program() async throws -> Int32 {
        let answer = try await tmux("display-message", "-p", "#{pane_pid}")
        let shell = answer.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let pid = Int32(shell).flatMap(ProcessList.child(of:)) else {
            throw TestFailure("nothing runs in the terminal")
        }
        return pid
    }

    @discardableResult
    private func tmux(_ arguments: String...) async throws -> String { try await tmux(arguments) }

    @discardableResult
    private func tmux(_ arguments: [String]) async throws -> String {
        guard let program = Places.program("tmux") else { throw TestFailure("tmux is not installed") }
        let result = try await stack.start(program: program, ["-S", socket, "-f", "/dev/null"] + arguments).result()
        guard result.code == 0 else { throw TestFailure("tmux \(arguments): \(result.summary)") }
        return result.output
    }
}
