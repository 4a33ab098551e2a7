import CLinux
import Glibc
import LogAnalysis
import Runtime
import Synchronization

/// Drains the pipes of some processes on a thread of its own, from their first byte on, whatever the rest of the program
/// does. All output of one process goes through one drainer, so it stays in order.
final class OutputDrainer: Sendable {
    /// Where a pipe's bytes go. Called on the drainer's thread: it must be quick and must not block.
    struct Output: Sendable {
        var stream: LogStream
        var sink: ProcessHost.Sink
        /// Called when what the sink got last has stood in the middle of a line for a short while.
        var onUnfinishedLine: @Sendable (LogStream) -> Void
    }

    /// A process that has ended: its pipes, and what is to be done once they are drained.
    private struct Ending: Sendable {
        var pipes: [Int32]
        var then: @Sendable () -> Void
    }

    private let epoll: Int32
    /// Wakes the thread for endings.
    private let wake: Int32
    private let outputs = Mutex<[Int32: Output]>([:])
    private let endings = Mutex<[Ending]>([])

    init(threadName: String) throws(RuntimeError) {
        epoll = clinux_epoll_create()
        wake = clinux_eventfd()
        guard epoll >= 0, wake >= 0, clinux_epoll_add(epoll, wake, UInt64(wake)) == 0 else {
            throw RuntimeError(.systemCall, "cannot watch the output of processes: \(errnoText())")
        }
        startThread(named: threadName) { self.loop() }
    }

    /// Says where a pipe's bytes go, before anything can write to it. It is drained from ``watch(_:)`` or
    /// ``finish(_:then:)`` on, and closed when it ends.
    func register(_ pipe: Int32, _ output: Output) {
        outputs.withLock { $0[pipe] = output }
    }

    /// Drains a registered pipe from now on.
    func watch(_ pipe: Int32) {
        outputs.withLock { outputs in
            // It may have ended already.
            if outputs[pipe] != nil { _ = clinux_epoll_add(epoll, pipe, UInt64(pipe)) }
        }
    }

    /// Forgets a pipe that nobody writes to after all, and closes it.
    func close(_ pipe: Int32) {
        outputs.withLock { outputs in
            // Under the lock, lest the number is watched when it is another pipe's.
            guard outputs.removeValue(forKey: pipe) != nil else { return }
            _ = clinux_epoll_remove(epoll, pipe)
            _ = Glibc.close(pipe)
        }
    }

    /// Drains what is left in the pipes of a process that has ended, and calls `then` on the drainer's thread.
    func finish(_ pipes: [Int32], then: @escaping @Sendable () -> Void) {
        endings.withLock { $0.append(Ending(pipes: pipes, then: then)) }
        var one: UInt64 = 1
        _ = write(wake, &one, MemoryLayout.size(ofValue: one))
    }

    // MARK: The thread

    private func loop() {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        var tokens = [UInt64](repeating: 0, count: 64)
        var unfinished = UnfinishedLines()
        while true {
            let timeout = unfinished.timeout(at: monotonicNanoseconds())
            let count = clinux_epoll_wait(epoll, &tokens, Int32(tokens.count), timeout)
            guard count >= 0 else { return }
            for token in tokens.prefix(Int(count)) where token != UInt64(wake) {
                drain(Int32(token), into: buffer, upTo: 8, &unfinished)
            }
            if tokens.prefix(Int(count)).contains(UInt64(wake)) {
                var value: UInt64 = 0
                _ = read(wake, &value, MemoryLayout.size(ofValue: value))
                finishEnded(buffer, &unfinished)
            }
            for pipe in unfinished.takeDue(at: monotonicNanoseconds()) {
                guard let output = outputs.withLock({ $0[pipe] }) else { continue }
                output.onUnfinishedLine(output.stream)
            }
        }
    }

    private func finishEnded(_ buffer: UnsafeMutableRawBufferPointer, _ unfinished: inout UnfinishedLines) {
        let ended = endings.withLock { endings in
            defer { endings = [] }
            return endings
        }
        for ending in ended {
            // Bounded: a process of another session may still hold the pipe, and write on.
            for pipe in ending.pipes { drain(pipe, into: buffer, upTo: 64, &unfinished) }
            ending.then()
        }
    }

    /// Reads at most `rounds` buffers, so that a flood from one process does not starve the others.
    private func drain(
        _ pipe: Int32,
        into buffer: UnsafeMutableRawBufferPointer,
        upTo rounds: Int,
        _ unfinished: inout UnfinishedLines
    ) {
        guard let output = outputs.withLock({ $0[pipe] }) else { return }
        for _ in 0..<rounds {
            let count = read(pipe, buffer.baseAddress, buffer.count)
            if count > 0 {
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                output.sink(bytes, output.stream)
                unfinished.read(bytes, from: pipe, at: monotonicNanoseconds())
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
