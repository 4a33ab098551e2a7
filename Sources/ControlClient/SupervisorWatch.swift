import ControlAPI
import Foundations
import Glibc
import Synchronization

/// Checks whether a silent supervisor is stopped. A stopped process still accepts connections, but does not answer
/// them.
final class SupervisorWatch: Sendable {
    private let socketPath: String
    /// How long the supervisor may be silent before the first check, and the interval between checks.
    private let patience: Duration
    /// The supervisor's pid, found by connecting. It is cached because connecting wakes a sleeping supervisor.
    private let known = Mutex<Int32?>(nil)

    init(socketPath: String, patience: Duration) {
        self.socketPath = socketPath
        self.patience = patience
    }

    /// Runs `body` and cancels it with `noAnswer` once the supervisor is found to be stopped.
    func during<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await TimeLimit.run(body) { [self] in
            while true {
                try await Task.sleep(for: patience)
                if let error = stoppedSupervisorError() { throw error }
            }
        }
    }

    /// Returns the error of a request that timed out.
    func silence(after limit: Duration) -> ControlError {
        if let error = stoppedSupervisorError() { return error }
        guard let pid = supervisor() else {
            return ControlError(.noAnswer, "the supervisor did not answer within \(limit.components.seconds) s")
        }
        let state = Self.state(of: pid).map { ", state \($0)" } ?? ""
        return ControlError(
            .noAnswer,
            "the supervisor (pid \(pid)\(state)) did not answer within \(limit.components.seconds) s",
            hint: "stop it with: cpadev down"
        )
    }

    /// Returns the error for a stopped supervisor; nil if it is not stopped or not found.
    private func stoppedSupervisorError() -> ControlError? {
        guard let pid = UnixSocket.listener(at: socketPath), let state = Self.state(of: pid), "Tt".contains(state)
        else {
            return nil
        }
        return ControlError(
            .noAnswer,
            "the supervisor (pid \(pid)) does not answer: it is stopped (state \(state))",
            hint: "resume it: kill -CONT \(pid); or stop it and its services: cpadev down"
        )
    }

    private func supervisor() -> Int32? {
        known.withLock { known in
            if known.flatMap(Self.state) == nil { known = UnixSocket.listener(at: socketPath) }
            return known
        }
    }

    /// The process state: the third field of /proc/<pid>/stat. Source: proc(5).
    private static func state(of pid: Int32) -> Character? {
        let file = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = read(file, &buffer, buffer.count)
        guard count > 0, let end = buffer[..<count].lastIndex(of: UInt8(ascii: ")")), end + 2 < count else {
            return nil
        }
        return Character(UnicodeScalar(buffer[end + 2]))
    }
}
