import Foundations
import Glibc
package import LogAnalysis
package import StateFiles
import Synchronization
package import SystemPackage

/// The logs of a stack's services, with a directory for each.
///
/// Files of a service:
/// - `<number>.log`: a segment with the unmodified bytes. The name is the number of its first line.
/// - `<number>.idx`: its index; see `RunEntry`.
///
/// Only one process may write at a time. Opening does not modify undamaged files, so a log can be read while another process
/// writes it; the reader sees the log as of opening.
package final class LogStore: Sendable {
    private let directory: FilePath
    /// The same directory, held open; nil if it was named by its path.
    private let openDirectory: OwnedDirectory?
    private let limits: LogLimits
    private let hooks: LogStoreHooks
    /// Signals when a log loses lines or is writable again.
    private let losses = WakeUps()
    private let state = Mutex(State())

    private struct State {
        var logs: [String: ServiceLog] = [:]
        /// Bytes on disk, for services with their own limit.
        var bytes: [String: Int] = [:]
        /// Keyed by service.
        var expected: [String: ExpectedTexts] = [:]
        var isClosed = false
    }

    /// Opens the store, and creates its directory if it is missing.
    ///
    /// - Throws: `io` if the directory cannot be created.
    package convenience init(directory: FilePath, limits: LogLimits = LogLimits()) throws(LogStoreError) {
        try self.init(directory: directory, limits: limits, hooks: LogStoreHooks())
    }

    init(directory: FilePath, limits: LogLimits, hooks: LogStoreHooks) throws(LogStoreError) {
        self.directory = directory
        openDirectory = nil
        self.limits = limits
        self.hooks = hooks
        try Self.makeDirectory(directory)
    }

    /// Opens the store in a directory that stays the same even if something else takes its path.
    package init(directory: OwnedDirectory) {
        self.directory = FilePath(directory.descriptorPath)
        openDirectory = directory
        limits = LogLimits()
        hooks = LogStoreHooks()
    }

    /// The log of a service: always the same object for the same name.
    ///
    /// - Throws: `io` if its files cannot be opened; `invalidName` if the name is empty or too long for a directory; `closed`.
    package func log(for service: String) throws(LogStoreError) -> ServiceLog {
        guard let name = DirectoryName.encode(service) else {
            throw LogStoreError(.invalidName, "invalid log name '\(service)'")
        }
        let path = directory.appending(name)
        return try state.withLock { state throws(LogStoreError) in
            guard !state.isClosed else { throw LogStoreError(.closed, "the log store is closed") }
            if let log = state.logs[service] { return log }
            try makeDirectory(name, at: path)
            do throws(Errno) {
                var limits = limits
                if let bytes = state.bytes[service] { limits.bytesPerService = bytes }
                let log = try ServiceLog(
                    service: service,
                    directory: path,
                    limits: limits,
                    hooks: hooks,
                    onLoss: { [losses] in losses.signal() }
                )
                if let expected = state.expected[service] { log.expected = expected }
                state.logs[service] = log
                return log
            } catch {
                let shown = openDirectory.map { "\($0.path)/\(name)" } ?? path.string
                throw LogStoreError(.io, "cannot open the log of '\(service)' in \(shown)", cause: error)
            }
        }
    }

    /// Sets the maximum size on disk of a service's log; nil for the store's limit. Applies to an open log at once and to logs
    /// opened later.
    package func limit(_ service: String, toBytes bytes: Int?) {
        let log = state.withLock { state in
            state.bytes[service] = bytes
            return state.logs[service]
        }
        log?.limit(toBytes: bytes ?? limits.bytesPerService)
    }

    /// Sets the texts of harmless errors in the log of a service, which a search for errors excludes. Applies at once, including
    /// to existing lines.
    package func expect(_ texts: [String], of service: String) {
        let texts = ExpectedTexts(texts)
        let log = state.withLock { state in
            state.expected[service] = texts
            return state.logs[service]
        }
        log?.expected = texts
    }

    /// The texts of harmless errors in the log of a service.
    package func expected(of service: String) -> ExpectedTexts {
        state.withLock { $0.expected[service] } ?? ExpectedTexts()
    }

    /// Yields when a log starts losing lines, loses more, or is writable again; see ``loss(of:)``.
    ///
    /// Buffers at most one element. Ends when the store is closed.
    package func lossChanges() -> AsyncStream<Void> { losses.stream() }

    /// The lines that the log of a service has lost since it was opened; none if it is not open.
    package func loss(of service: String) -> LogLoss {
        state.withLock { $0.logs[service] }?.loss ?? LogLoss()
    }

    /// Retries recording the losses in every affected log; true if one of them is still not writable.
    package func retryRecordingLosses(at timeNs: Int64) -> Bool {
        let lossy = state.withLock { $0.logs.values.filter { $0.loss.cause != nil } }
        for log in lossy { log.recordLoss(at: timeNs) }
        return lossy.contains { $0.loss.cause != nil }
    }

    /// The services that have a log, including those of earlier runs, sorted by name.
    package var services: [String] {
        let onDisk = (try? directoryEntries(of: directory)) ?? []
        let open = state.withLock { Array($0.logs.keys) }
        return Set(onDisk.compactMap(DirectoryName.decode) + open).sorted()
    }

    /// Closes every log. Later appends are ignored.
    package func close() {
        let logs = state.withLock { state in
            state.isClosed = true
            defer { state.logs = [:] }
            return Array(state.logs.values)
        }
        for log in logs { log.close() }
        losses.close()
    }

    /// Creates the directory of a service's log.
    private func makeDirectory(_ name: String, at path: FilePath) throws(LogStoreError) {
        guard let openDirectory else { return try Self.makeDirectory(path) }
        do throws(StateFileError) {
            _ = try openDirectory.directory(name, making: 0o700, tightensPermissions: true)
        } catch { throw LogStoreError(error) }
    }

    private static func makeDirectory(_ path: FilePath) throws(LogStoreError) {
        var prefix = FilePath(root: path.root, [])
        for component in path.components.dropLast() {
            prefix.append(component)
            if prefix.withPlatformString({ mkdir($0, 0o700) }) != 0, errno != EEXIST {
                throw LogStoreError(.io, "cannot create directory \(prefix)", cause: Errno(rawValue: errno))
            }
        }
        // Logs may contain secrets, so only the owner may access the directory, even if something else created it.
        do throws(StateFileError) {
            _ = try OwnedDirectory(path: path.string, making: 0o700, tightensPermissions: true)
        } catch { throw LogStoreError(error) }
        do throws(Errno) {
            _ = try directoryEntries(of: path)
        } catch {
            throw LogStoreError(.io, "cannot read directory \(path)", cause: error)
        }
    }
}

extension LogStoreError {
    fileprivate init(_ error: StateFileError) {
        let cause: Errno =
            switch error.code {
            case .system(let number): Errno(rawValue: number)
            case .wrongKind: .notDirectory
            case .link: .tooManySymbolicLinkLevels
            case .foreignOwner, .writableByOthers, .mountPoint, .replaced: .permissionDenied
            }
        self.init(.io, error.message, cause: cause)
    }
}
