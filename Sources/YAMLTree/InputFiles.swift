import Glibc
import Synchronization
import SystemPackage

/// The files of this machine, and what comes through pipes: a FIFO such as the `.env` of a password manager, `/dev/fd/63`
/// of a shell's `<(…)`, and standard input, which is called `-`.
///
/// A pipe gives its content once, while a command reads some files twice, and a process that it starts does not have its
/// descriptors. So the content is kept for as long as this value lives, and ``piped`` is what to hand on.
package final class InputFiles: FileAccess {
    /// What standard input is called.
    package static let standardInput = "-"

    /// How long pipes are waited for.
    package struct Patience: Sendable {
        /// One FIFO, from the first look to its end.
        package var each = Duration.seconds(5)
        /// All FIFOs together: whoever names a thousand waits no longer.
        package var all = Duration.seconds(10)
        /// A pipe of the caller's, for each piece: the program at its other end may have to ask a person first.
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

    /// - Parameter handed: the content of pipes that another process has read, by path.
    package convenience init(_ handed: [String: [UInt8]] = [:]) { self.init(handed, patience: Patience()) }

    package init(_ handed: [String: [UInt8]] = [:], patience: Patience) {
        self.patience = patience
        state = Mutex(State(kept: handed.mapValues { .success($0) }, left: patience.all))
    }

    /// Whether a path means something in this process only: standard input, or one of its descriptors.
    package static func isOwnDescriptor(_ path: String) -> Bool {
        path == standardInput || path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
    }

    /// The content of all pipes that were read so far, by path.
    package var piped: [String: [UInt8]] { state.withLock { $0.kept.compactMapValues { try? $0.get() } } }

    /// The whole of a regular file, or what came through a pipe by its end.
    package func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
        if let kept = state.withLock({ $0.kept[path] }) { return try kept.get() }
        guard Self.isOwnDescriptor(path) || FileOpening.kind(of: path) == .pipe else {
            return try local.read(path, limit: limit)
        }
        let result = Result { () throws(FileAccessError) in try readOnce(path, limit: limit) }
        // A failure as well: nobody is to wait twice.
        state.withLock { $0.kept[path] = result }
        return try result.get()
    }

    /// What stands at a path, links followed.
    package func kind(of path: String) -> FileKind? {
        state.withLock { $0.kept[path] != nil } ? .file(isExecutable: false) : local.kind(of: path)
    }

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
