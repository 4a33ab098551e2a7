import Foundation
import TestSupport

/// A real Redis on a free port of loopback, with the password `pw` and nothing on disk. It ends with ``stop()`` or with
/// the tests' process, since it is run by a script that reads from a pipe of ours.
struct RedisServer {
    private static let program = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// A test whose server is missing is skipped at home and fails in CI.
    static var isWanted: Bool { Capability.wants(program != nil) }

    let url: String
    private let process = Process()
    private let input = Pipe()

    init() throws {
        guard let program = Self.program else { throw TestFailure("Redis is not installed") }
        // Below the range from which the kernel chooses the ends of connections.
        let port = Int.random(in: 20000..<32000)
        url = "redis://:pw@127.0.0.1:\(port)"
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", Self.script, "bash", program, "\(port)"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        guard said == Data("ready\n".utf8) else {
            throw TestFailure("Redis did not start: \(String(decoding: said, as: UTF8.self))")
        }
    }

    /// Kills the server and waits for its end.
    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Prints a line when the server can be used.
    private static let script = """
        "$1" --port "$2" --bind 127.0.0.1 --save '' --appendonly no --dir / --requirepass pw >/dev/null 2>&1 &
        for ((i = 0; i < 200; i++)); do
            if (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then echo ready; break; fi
            kill -0 $! 2>/dev/null || { echo "it ended"; break; }
            sleep 0.05
        done
        exec >&-
        cat >/dev/null
        kill -KILL $! && wait 2>/dev/null
        """
}
