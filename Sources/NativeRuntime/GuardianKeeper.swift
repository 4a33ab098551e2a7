import CLinux
import Foundations
import Glibc
import Runtime
import StateFiles
import Synchronization

/// Keeps a guardian running for this process: starts one, and replaces it if it is killed.
final class GuardianKeeper: Sendable {
    private struct State {
        /// The write end of the pipe to the guardian.
        var pipe: Int32 = -1
        var pid: Int32 = 0
        var isClosed = false
    }

    private let command: [String]
    private let environment: [String: String]
    private let folder: OwnedDirectory
    private let host: ProcessHost
    private let pause: Duration
    /// Called when there is no guardian, and when there is one again.
    private let announce: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - folder: the guardian's working directory.
    ///   - pause: the delay between attempts to start a guardian.
    init(
        command: [String],
        environment: [String: String],
        folder: OwnedDirectory,
        host: ProcessHost,
        pause: Duration = .seconds(2),
        announce: @escaping @Sendable (String) -> Void
    ) {
        self.command = command
        self.environment = environment
        self.folder = folder
        self.host = host
        self.pause = pause
        self.announce = announce
    }

    var pid: Int32 { state.withLock { $0.pid } }

    func start() throws(RuntimeError) {
        let (pid, pipe) = try Guardian.start(command: command, environment: environment, in: folder)
        state.withLock { state in
            if state.pipe >= 0 { close(state.pipe) }
            state.pipe = pipe
            state.pid = pid
        }
        host.adopt(pid) { [self] _ in
            guard !state.withLock({ $0.isClosed }) else { return }
            DedicatedThread.startOrTrap(named: "cpadev-guard") { self.replace() }
        }
    }

    /// Lets the guardian exit without looking for anything, because nothing is left.
    func dismiss() {
        state.withLock { state in
            state.isClosed = true
            var byte: UInt8 = 0
            if state.pipe >= 0 { _ = write(state.pipe, &byte, 1) }
        }
    }

    /// Stops replacing the guardian.
    func close() { state.withLock { $0.isClosed = true } }

    private func replace() {
        var hasFailed = false
        while !state.withLock({ $0.isClosed }) {
            do throws(RuntimeError) {
                try start()
                if hasFailed { announce("the guardian is running again") }
                return
            } catch {
                if !hasFailed {
                    announce(
                        "the guardian exited and cannot be restarted: \(error.message); until it is, killing the "
                            + "supervisor leaves its services running"
                    )
                }
                hasFailed = true
            }
            usleep(UInt32(pause.wholeMicroseconds))
        }
    }

    private func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }
}
