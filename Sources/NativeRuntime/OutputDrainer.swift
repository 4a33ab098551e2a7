import CLinux
import Foundations
import Glibc
import LogAnalysis
import LogStore
import Runtime
import Synchronization

/// Drains the output pipes of processes on a dedicated thread, independently of the rest of the program. Each process
/// uses one drainer, which keeps its output in order.
final class OutputDrainer: Sendable {
    /// The destination of a pipe's bytes. The callbacks run on the drainer's thread: they must be quick and must not
    /// block.
    struct Output: Sendable {
        var stream: LogStream
        var sink: ProcessHost.Sink
        /// Called when the last line has been incomplete for a short while.
        var onIncompleteLine: @Sendable (LogStream) -> Void
    }

    /// A process that has exited: its pipes, and what to call once they are drained.
    private struct Ending: Sendable {
        var pipes: [Int32]
        var then: @Sendable () -> Void
    }

    private let epoll: Int32
    /// Wakes the thread to process `endings`.
    private let wake: Int32
    private let outputs = Mutex<[Int32: Output]>([:])
    private let endings = Mutex<[Ending]>([])

    init(threadName: String) throws(RuntimeError) {
        epoll = clinux_epoll_create()
        wake = clinux_eventfd()
        guard epoll >= 0, wake >= 0, clinux_epoll_add(epoll, wake, UInt64(wake)) == 0 else {
            throw RuntimeError(.systemCall, "cannot watch the output of processes: \(errnoText())")
        }
        DedicatedThread.startOrTrap(named: threadName) { self.loop() }
    }

    /// Sets the destination of a pipe. Call this before anything can write to the pipe. Draining starts with
    /// ``watch(_:)`` or ``finish(_:then:)``, and the pipe is closed at its end of file.
    func register(_ pipe: Int32, _ output: Output) {
        outputs.withLock { $0[pipe] = output }
    }

    /// Starts draining a registered pipe.
    func watch(_ pipe: Int32) {
        outputs.withLock { outputs in
            // The pipe may already be closed.
            if outputs[pipe] != nil { _ = clinux_epoll_add(epoll, pipe, UInt64(pipe)) }
        }
    }

    /// Closes a pipe and forgets it, for example when the process could not be started.
    func close(_ pipe: Int32) {
        outputs.withLock { outputs in
            // Close under the lock: the descriptor number may be reused at once, and `watch` must not add it for
            // another pipe.
            guard outputs.removeValue(forKey: pipe) != nil else { return }
            _ = clinux_epoll_remove(epoll, pipe)
            _ = Glibc.close(pipe)
        }
    }

    /// Drains the rest of the pipes of a process that has exited, then calls `then` on the drainer's thread.
    func finish(_ pipes: [Int32], then: @escaping @Sendable () -> Void) {
        endings.withLock { $0.append(Ending(pipes: pipes, then: then)) }
        var one: UInt64 = 1
        _ = write(wake, &one, MemoryLayout.size(ofValue: one))
    }

    // MARK: The thread

    private func loop() {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        var tokens = [UInt64](repeating: 0, count: 64)
        var unfinished = UnfinishedLines<Int32>()
        while true {
            let timeout = PollTimeout.milliseconds(until: unfinished.nextDeadline)
            let count = clinux_epoll_wait(epoll, &tokens, Int32(tokens.count), timeout)
            guard count >= 0 else { return }
            for token in tokens.prefix(Int(count)) where token != UInt64(wake) {
                drain(Int32(token), into: buffer, upTo: 8, &unfinished)
            }
            if tokens.prefix(Int(count)).contains(UInt64(wake)) {
                var value: UInt64 = 0
                _ = read(wake, &value, MemoryLayout.size(ofValue: value))
                finishExited(buffer, &unfinished)
            }
            for pipe in unfinished.takeDue(at: .now).sorted() {
                guard let output = outputs.withLock({ $0[pipe] }) else { continue }
                output.onIncompleteLine(output.stream)
            }
        }
    }

    private func finishExited(_ buffer: UnsafeMutableRawBufferPointer, _ unfinished: inout UnfinishedLines<Int32>) {
        let ended = endings.withLock { endings in
            defer { endings = [] }
            return endings
        }
        for ending in ended {
            // Bounded, because a process of another session may still hold the pipe and keep writing.
            for pipe in ending.pipes { drain(pipe, into: buffer, upTo: 64, &unfinished) }
            ending.then()
        }
    }

    /// Reads at most `rounds` buffers, so that a flood from one process does not starve the others.
    private func drain(
        _ pipe: Int32,
        into buffer: UnsafeMutableRawBufferPointer,
        upTo rounds: Int,
        _ unfinished: inout UnfinishedLines<Int32>
    ) {
        guard let output = outputs.withLock({ $0[pipe] }) else { return }
        for _ in 0..<rounds {
            let count = read(pipe, buffer.baseAddress, buffer.count)
            if count > 0 {
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                output.sink(bytes, output.stream)
                unfinished.read(bytes, from: pipe, at: .now)
                if count < 4096 { return }
            } else if count < 0, errno == EINTR {
                continue
            } else if count < 0, errno == EAGAIN {
                return
            } else {
                unfinished.forget(pipe)
                close(pipe)
                return
            }
        }
    }
}
