import Foundations
import LogAnalysis
import LogStore
import Synchronization

/// Makes unterminated lines visible to readers of the log after a short delay, such as a prompt or a progress bar.
final class UnfinishedLineFlusher: Sendable {
    private let lines = Mutex(UnfinishedLines<LogStream>())
    private let news: AsyncStream<Void>.Continuation
    private let changes: AsyncStream<Void>

    init() {
        // A single pending element is enough to signal work.
        (changes, news) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Records bytes that were appended to the log. Fast.
    func note(_ bytes: UnsafeRawBufferPointer, _ stream: LogStream) {
        if lines.withLock({ $0.read(bytes, from: stream, at: .now) }) { news.yield() }
    }

    /// Flushes overdue lines until ``finish()`` is called or the task is cancelled.
    func watch(_ log: ServiceLog) async {
        for await _ in changes {
            while let deadline = lines.withLock({ $0.nextDeadline }) {
                do { try await Task.sleep(until: deadline, clock: .continuous) } catch { return }
                let due = lines.withLock { $0.takeDue(at: .now) }
                for stream in LogStream.allCases where due.contains(stream) {
                    log.flushPartialLine(of: stream, at: WallClock.nowNs)
                }
            }
        }
    }

    func finish() { news.finish() }
}
