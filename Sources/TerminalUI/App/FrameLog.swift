#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes down what frames cost, for measuring: one line for each stage, its letter and nanoseconds of processor time.
package struct FrameLog: Sendable {
    /// A part of the work on a frame.
    package enum Stage: String, Sendable {
        /// Taking messages into the model.
        case update = "u"
        /// Making the picture, and comparing it with the one that is shown.
        case view = "v"
        /// Giving what changed to the terminal.
        case draw = "d"
    }

    private let descriptor: Int32

    /// Appends to a file; nil where it cannot be written. It stays open as long as the process lives.
    package init?(path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        if descriptor < 0 { return nil }
    }

    /// The processor time of the calling thread so far, in nanoseconds.
    package static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Does the work, and writes down what it took of this thread.
    package static func measure<Result>(_ stage: Stage, in log: FrameLog?, _ work: () -> Result) -> Result {
        guard let log else { return work() }
        let start = now
        let result = work()
        let line = Array("\(stage.rawValue) \(now - start)\n".utf8)
        _ = write(log.descriptor, line, line.count)
        return result
    }
}
