import Glibc
import Synchronization
import SystemPackage

/// Local files and pipes: a FIFO such as a password manager's `.env`, `/dev/fd/63` from a shell's `<(…)`, and standard
/// input, named `-`.
///
/// A pipe can be read only once, but a command reads some files twice, and a child process does not inherit its
/// descriptors. This class therefore caches pipe contents for its lifetime, and ``piped`` hands them on.
package final class InputFiles: FileAccess {
    /// The file name of standard input.
    package static let standardInput = "-"

    /// The time limits for reading pipes.
    package struct Patience: Sendable {
        /// The limit for reading one FIFO to its end.
        package var each = Duration.seconds(5)
        /// The limit for all FIFOs together, so that naming many does not multiply the wait.
        package var all = Duration.seconds(10)
        /// The limit between two reads from a pipe of the caller's. The program at its other end may have to prompt the
        /// user.
        package var silence = Duration.seconds(30)

        package init() {}
    }

    private struct State {
        var kept: [String: Result<[UInt8], FileAccessError>]
        var left: Duration
    }

    private let patience: Patience
    private let state: Mutex<State>
    private let local = LocalFiles()

    /// - Parameter handed: The contents of pipes that another process has read, by path.
    package convenience init(_ handed: [String: [UInt8]] = [:]) { self.init(handed, patience: Patience()) }

    package init(_ handed: [String: [UInt8]] = [:], patience: Patience) {
        self.patience = patience
        state = Mutex(State(kept: handed.mapValues { .success($0) }, left: patience.all))
    }

    /// Whether a path is valid only in this process: standard input or one of its descriptors.
    package static func isOwnDescriptor(_ path: String) -> Bool {
        path == standardInput || path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
    }

    /// The contents of all pipes read so far, by path.
    package var piped: [String: [UInt8]] { state.withLock { $0.kept.compactMapValues { try? $0.get() } } }

    /// Returns the contents of a regular file, or everything read from a pipe.
    package func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
        if let kept = state.withLock({ $0.kept[path] }) { return try kept.get() }
        guard Self.isOwnDescriptor(path) || FileOpening.kind(of: path) == .pipe else {
            return try local.read(path, limit: limit)
        }
        let result = Result { () throws(FileAccessError) in try readOnce(path, limit: limit) }
        // Failures are cached too, so that the caller never waits twice.
        state.withLock { $0.kept[path] = result }
        return try result.get()
    }

    /// Returns the kind of file at a path, following links.
    package func kind(of path: String) -> FileKind? {
        state.withLock { $0.kept[path] != nil } ? .file(isExecutable: false) : local.kind(of: path)
    }

    package func isPiped(_ path: String) -> Bool { state.withLock { $0.kept[path] != nil } }

    private func readOnce(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
        do {
            if path == Self.standardInput { return try readPipe(.standardInput, limit: limit) }
            guard FileOpening.kind(of: path) == .pipe else { return try local.read(path, limit: limit) }
            let descriptor = try FileOpening.pipe(path)
            return try descriptor.closeAfter { try readPipe(descriptor, limit: limit) }
        } catch {
            throw FileAccessError(reading: error)
        }
    }

    private func readPipe(_ descriptor: FileDescriptor, limit: Int) throws -> [UInt8] {
        if isatty(descriptor.rawValue) == 1 { throw FileAccessError(.isTerminal) }
        if descriptor == .standardInput || FileOpening.isUnnamed(descriptor) {
            return try PipeReader(descriptor: descriptor, patience: .ofSilence(patience.silence)).read(limit: limit)
        }
        let left = state.withLock { min($0.left, patience.each) }
        let clock = ContinuousClock()
        let begin = clock.now
        defer { state.withLock { $0.left -= begin.duration(to: clock.now) } }
        return try PipeReader(descriptor: descriptor, patience: .inAll(left)).read(limit: limit)
    }
}
