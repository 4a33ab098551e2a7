import Glibc

/// A log of frame costs for benchmarks: one line per stage with its letter and CPU time in nanoseconds.
package struct FrameLog: Sendable {
    /// A stage of producing a frame.
    package enum Stage: String, Sendable {
        /// Applying messages to the model.
        case update = "u"
        /// Rendering the frame and comparing it with the one on screen.
        case view = "v"
        /// Writing the changes to the terminal.
        case draw = "d"
    }

    private let descriptor: Int32

    /// Opens a file for appending; nil if it cannot be written. It stays open for the lifetime of the process.
    package init?(path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        if descriptor < 0 { return nil }
    }

    /// The CPU time used by the calling thread so far, in nanoseconds.
    package static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Runs `work` and logs the CPU time that it took on this thread.
    package static func measure<Result>(_ stage: Stage, in log: FrameLog?, _ work: () -> Result) -> Result {
        guard let log else { return work() }
        let start = now
        let result = work()
        let line = Array("\(stage.rawValue) \(now - start)\n".utf8)
        _ = write(log.descriptor, line, line.count)
        return result
    }
}
