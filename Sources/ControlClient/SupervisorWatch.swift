import ControlAPI
import Glibc
import Synchronization

/// Looks at a supervisor that is silent: one that was stopped accepts connections, and answers none of them.
final class SupervisorWatch: Sendable {
    private let socketPath: String
    /// How long it may be silent before it is looked at, and between looks.
    private let patience: Duration
    /// Found by connecting, which wakes a supervisor that sleeps; so it is asked for once.
    private let known = Mutex<Int32?>(nil)

    init(socketPath: String, patience: Duration) {
        self.socketPath = socketPath
        self.patience = patience
    }

    /// Runs `body`, and ends it with `noAnswer` once the supervisor is found stopped.
    func during<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body() }
            group.addTask { [self] in
                while true {
                    try await Task.sleep(for: patience)
                    if let error = stoppedSupervisor() { throw error }
                }
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    /// The error that a request ends with whose time is up.
    func silence(after limit: Duration) -> ControlError {
        if let error = stoppedSupervisor() { return error }
        guard let pid = supervisor() else {
            return ControlError(.noAnswer, "the supervisor did not answer within \(limit.components.seconds) s")
        }
        let state = Self.state(of: pid).map { ", state \($0)" } ?? ""
        return ControlError(
            .noAnswer,
            "the supervisor (pid \(pid)\(state)) did not answer within \(limit.components.seconds) s",
            hint: "end it with: cpadev down"
        )
    }

    /// nil where it is not stopped, or cannot be found.
    private func stoppedSupervisor() -> ControlError? {
        guard let pid = UnixSocket.listener(at: socketPath), let state = Self.state(of: pid), "Tt".contains(state)
        else {
            return nil
        }
        return ControlError(
            .noAnswer,
            "the supervisor (pid \(pid)) does not answer: it is stopped (state \(state))",
            hint: "let it continue: kill -CONT \(pid); or end it with its services: cpadev down"
        )
    }

    private func supervisor() -> Int32? {
        known.withLock { known in
            if known.flatMap(Self.state) == nil { known = UnixSocket.listener(at: socketPath) }
            return known
        }
    }

    /// The state as the third field of /proc/<pid>/stat has it. Source: proc(5).
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
