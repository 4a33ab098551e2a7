import Dispatch
import DockerEngine
import Foundations
import Glibc
import UnixSignals

/// Runs a command in a container, connected to the standard streams of this process.
struct ContainerExec {
    /// The maximum number of input bytes that are sent at once.
    private static let pieceBytes = 16 * 1024

    let client: EngineClient
    let container: String
    var request: ExecRequest

    /// Runs the command and returns its exit code. With a terminal, keys are passed through unchanged.
    func run() async throws -> Int32 {
        let id = try await client.createExec(container, request)
        // Trapped before the terminal changes mode, so that a signal cannot leave it in raw mode.
        let signals = request.tty ? await UnixSignalsSequence(trapping: .sigwinch, .sigterm, .sighup) : nil
        let terminal = request.tty ? RawTerminal(STDIN_FILENO) : nil
        defer { terminal?.restore() }
        let session = try await client.startExec(id, isTTY: request.tty)
        let input = OwnedTask { await Self.pump(into: session) }
        let following = OwnedTask { if let terminal, let signals { await follow(terminal, signals, id) } }
        defer {
            input.cancel()
            following.cancel()
        }
        var output = session.output.makeAsyncIterator()
        while let chunk = try await output.next() {
            try (chunk.stream == .stderr ? ByteSink.standardError : .standardOutput).write(chunk.bytes)
        }
        return Int32(truncatingIfNeeded: try await client.exitCode(ofExec: id))
    }

    /// Forwards each new size, and restores the terminal when this process must exit.
    private func follow(_ terminal: RawTerminal, _ signals: UnixSignalsSequence, _ id: String) async {
        await resize(terminal, id)
        for await signal in signals {
            guard signal != .sigwinch else {
                await resize(terminal, id)
                continue
            }
            terminal.restore()
            exit(128 + (signal == .sigterm ? SIGTERM : SIGHUP))
        }
    }

    /// The command may have ended meanwhile, so errors are ignored.
    private func resize(_ terminal: RawTerminal, _ id: String) async {
        guard let size = terminal.size else { return }
        try? await client.resizeExec(id, rows: size.rows, columns: size.columns)
    }

    /// Forwards the input until it ends. A failed write means that the command has ended, which its output shows.
    private static func pump(into session: ExecSession) async {
        // On its own queue, because it blocks on the user, and is abandoned at the end.
        let queue = DispatchQueue(label: "cpadev.exec-input")
        while true {
            let piece = await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: nextPiece()) }
            }
            do {
                guard !piece.isEmpty else { return try await session.closeInput() }
                try await session.write(piece)
            } catch {
                return
            }
        }
    }

    /// The next piece of the input; empty at the end.
    private static func nextPiece() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count >= 0 { return Array(buffer[..<count]) }
            if errno == EAGAIN {
                // Another process made the shared terminal non-blocking.
                var wait = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                poll(&wait, 1, -1)
            } else if errno != EINTR {
                return []
            }
        }
    }
}
