import CLinux
import Glibc
import Runtime
import Synchronization

/// Sees to it that a guardian watches over this process: starts one, and another when it was killed.
final class GuardianKeeper: Sendable {
    private struct State {
        /// The writing end of the pipe to the guardian.
        var pipe: Int32 = -1
        var pid: Int32 = 0
        var isClosed = false
    }

    private let command: [String]
    private let environment: [String: String]
    private let host: ProcessHost
    private let pause: Duration
    /// Called when nothing watches any more, and when something does again.
    private let announce: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameter pause: between attempts to start one.
    init(
        command: [String],
        environment: [String: String],
        host: ProcessHost,
        pause: Duration = .seconds(2),
        announce: @escaping @Sendable (String) -> Void
    ) {
        self.command = command
        self.environment = environment
        self.host = host
        self.pause = pause
        self.announce = announce
    }

    /// The guardian's process id.
    var pid: Int32 { state.withLock { $0.pid } }

    func start() throws(RuntimeError) {
        let (pid, pipe) = try Guardian.start(command: command, environment: environment)
        state.withLock { state in
            if state.pipe >= 0 { close(state.pipe) }
            state.pipe = pipe
            state.pid = pid
        }
        host.adopt(pid) { [self] _ in
            guard !state.withLock({ $0.isClosed }) else { return }
            startThread(named: "cpadev-guard") { self.replace() }
        }
    }

    /// No guardian is started any more.
    func close() { state.withLock { $0.isClosed = true } }

    private func replace() {
        var hasFailed = false
        while !state.withLock({ $0.isClosed }) {
            do throws(RuntimeError) {
                try start()
                if hasFailed { announce("a guardian watches over the services again") }
                return
            } catch {
                if !hasFailed {
                    announce(
                        "the guardian ended and cannot be started again: \(error.message); until it can, a kill of the "
                            + "supervisor leaves services running"
                    )
                }
                hasFailed = true
            }
            usleep(UInt32(pause.components.seconds * 1_000_000 + pause.components.attoseconds / 1_000_000_000_000))
        }
    }

    private func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }
}
