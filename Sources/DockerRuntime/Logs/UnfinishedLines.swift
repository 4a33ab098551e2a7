import LogAnalysis
import LogStore
import Synchronization

/// Shows unfinished lines of an output to readers of its log once they have stood for a short while: a prompt, or a
/// progress bar.
final class UnfinishedLines: Sendable {
    static let patience = Duration.milliseconds(500)
    /// What programs that buffer write at once, wherever that cuts a line; such a line goes on by itself.
    private static let bufferSize = 4096

    /// By the stream's code, when its line began; nil where its last line is finished.
    private let since = Mutex<[ContinuousClock.Instant?]>([nil, nil, nil])
    private let news: AsyncStream<Void>.Continuation
    private let changes: AsyncStream<Void>

    init() {
        // One that waits says that there is something to look for.
        (changes, news) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes note of bytes that went into the log. Quick.
    func note(_ bytes: UnsafeRawBufferPointer, _ stream: LogStream) {
        let slot = stream.slot
        guard let last = bytes.last, last != UInt8(ascii: "\n"), bytes.count % Self.bufferSize != 0 else {
            since.withLock { $0[slot] = nil }
            return
        }
        let isNew = since.withLock { since in
            guard since[slot] == nil || bytes.contains(UInt8(ascii: "\n")) else { return false }
            since[slot] = .now
            return true
        }
        if isNew { news.yield() }
    }

    /// Watches until ``finish()`` or the task is cancelled.
    func watch(_ log: ServiceLog) async {
        for await _ in changes {
            while let first = since.withLock({ $0.compactMap(\.self).min() }) {
                do { try await Task.sleep(until: first + Self.patience, clock: .continuous) } catch { return }
                for stream in due() { log.flushPartialLine(of: stream, at: wallClockNanoseconds()) }
            }
        }
    }

    func finish() { news.finish() }

    private func due() -> [LogStream] {
        let now = ContinuousClock.now
        return since.withLock { since in
            LogStream.allCases.filter { stream in
                guard let began = since[stream.slot], began + Self.patience <= now else { return false }
                since[stream.slot] = nil
                return true
            }
        }
    }
}

extension LogStream {
    /// A place of its own in a list of all streams.
    var slot: Int {
        switch self {
        case .stdout: 0
        case .stderr: 1
        case .system: 2
        }
    }
}
