import Dispatch
import DockerEngine
import Glibc
import UnixSignals

/// A command inside of a container, on this process's input and outputs.
struct ContainerExec {
    /// The largest piece of input that is sent at once, in bytes.
    private static let pieceBytes = 16 * 1024

    let client: EngineClient
    let container: String
    var request: ExecRequest

    /// Runs it to its end, and returns its exit code. Where it has a terminal, this one's keys go to it as they are.
    func run() async throws -> Int32 {
        let id = try await client.createExec(container, request)
        // Before the terminal is another one, which nobody may leave it as.
        let signals = request.tty ? await UnixSignalsSequence(trapping: .sigwinch, .sigterm, .sighup) : nil
        let terminal = request.tty ? RawTerminal(STDIN_FILENO) : nil
        defer { terminal?.restore() }
        let session = try await client.startExec(id, isTTY: request.tty)
        let input = Task { await Self.pump(into: session) }
        let following = Task { if let terminal, let signals { await follow(terminal, signals, id) } }
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

    /// Hands each new size on, and leaves the terminal as it was where this process is to end.
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

    /// One that ended in the meantime has no size any more.
    private func resize(_ terminal: RawTerminal, _ id: String) async {
        guard let size = terminal.size else { return }
        try? await client.resizeExec(id, rows: size.rows, columns: size.columns)
    }

    /// Hands the input over until it ends. A command that reads no more ends by itself, which its output tells.
    private static func pump(into session: ExecSession) async {
        // A thread of its own, for it waits for a person, and is left behind at the end.
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

    /// Empty at the end.
    private static func nextPiece() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count >= 0 { return Array(buffer[..<count]) }
            if errno == EAGAIN {
                // Somebody made the shared terminal non-blocking.
                var wait = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                poll(&wait, 1, -1)
            } else if errno != EINTR {
                return []
            }
        }
    }
}
