import CLinux
import Foundations
import Glibc
import StackHost
import Synchronization

/// The output of a program, read while it runs.
enum ProgramOutput {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    /// Runs a program, and passes each line of its output to `onLine`, on a thread of its own. The program is sent SIGTERM if
    /// the task is cancelled.
    static func follow(
        _ program: ForegroundProgram,
        withErrors: Bool,
        onLine: @escaping @Sendable (String) -> Void
    ) async throws -> ForegroundProgram.End {
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else {
            throw CommandFailure(.failed, "cannot create a pipe: \(String(cString: strerror(errno)))")
        }
        let (reader, writer) = (ends[0], ends[1])
        var program = program
        program.streams = withErrors ? .output(writer) : .standardOutput(writer)
        let isRead = Promise<Void>()
        do {
            try DedicatedThread.start(named: "output") {
                read(reader, onLine)
                close(reader)
                isRead.fulfil(())
            }
        } catch {
            close(reader)
            close(writer)
            throw CommandFailure(.failed, "\(error)")
        }
        let end = await program.run()
        close(writer)
        await isRead.value()
        return end
    }

    /// Runs a program to its end and returns its exit code and what it printed to standard output.
    static func collect(_ path: String, _ arguments: [String]) async throws -> (code: Int32, output: String) {
        let output = Lines()
        let program = ForegroundProgram(path: path, arguments: arguments)
        let end = try await follow(program, withErrors: false) { line in output.all.withLock { $0.append(line) } }
        let text = output.all.withLock { $0.map { "\($0)\n" }.joined() }
        switch end {
        case .notStarted(let reason): throw CommandFailure(.unavailable, reason)
        case .exited(let code): return (code, text)
        case .killed(let signal): return (128 + signal, text)
        }
    }

    private static func read(_ descriptor: Int32, _ onLine: (String) -> Void) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            var start = rest.startIndex
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                onLine(String(decoding: rest[start..<end], as: UTF8.self))
                start = end + 1
            }
            rest.removeSubrange(..<start)
        }
        if !rest.isEmpty { onLine(String(decoding: rest, as: UTF8.self)) }
    }
}
