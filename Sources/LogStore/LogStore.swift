import Glibc
package import LogAnalysis
import StateFiles
import Synchronization
package import SystemPackage

/// The logs of a stack's services, a directory each.
///
/// On disk, for each service:
/// - `<number>.log`: a segment, the bytes as they came and nothing else. The name is the number of its first line.
/// - `<number>.idx`: its index; see `RunEntry`.
///
/// One process writes at a time. Opening changes nothing on disk as long as no file is damaged, so a log can be read
/// while another process writes it; it is then seen as it was at that moment.
package final class LogStore: Sendable {
    private let directory: FilePath
    private let limits: LogLimits
    private let hooks: LogStoreHooks
    private let losses = LossNews()
    private let state = Mutex(State())

    private struct State {
        var logs: [String: ServiceLog] = [:]
        /// Bytes on disk, for services that have a limit of their own.
        var bytes: [String: Int] = [:]
        /// By the service.
        var expected: [String: ExpectedTexts] = [:]
        var isClosed = false
    }

    /// Opens the store, and makes its directory if it is not there.
    ///
    /// - Throws: `io`, where the directory cannot be made.
    package convenience init(directory: FilePath, limits: LogLimits = LogLimits()) throws(LogStoreError) {
        try self.init(directory: directory, limits: limits, hooks: LogStoreHooks())
    }

    init(directory: FilePath, limits: LogLimits, hooks: LogStoreHooks) throws(LogStoreError) {
        self.directory = directory
        self.limits = limits
        self.hooks = hooks
        try Self.makeDirectory(directory)
    }

    /// The service's log: always the same object for the same name.
    ///
    /// - Throws: `io`, where its files cannot be opened; `invalidName`, where the name is empty or too long for a
    ///   directory; `closed`.
    package func log(for service: String) throws(LogStoreError) -> ServiceLog {
        guard let name = DirectoryName.encode(service) else {
            throw LogStoreError(.invalidName, "a log cannot be named '\(service)'")
        }
        let path = directory.appending(name)
        return try state.withLock { state throws(LogStoreError) in
            guard !state.isClosed else { throw LogStoreError(.closed, "the log store is closed") }
            if let log = state.logs[service] { return log }
            try Self.makeDirectory(path)
            do throws(Errno) {
                var limits = limits
                if let bytes = state.bytes[service] { limits.bytesPerService = bytes }
                let news = losses
                let log = try ServiceLog(
                    service: service,
                    directory: path,
                    limits: limits,
                    hooks: hooks,
                    onLoss: { news.tell() }
                )
                if let expected = state.expected[service] { log.expected = expected }
                state.logs[service] = log
                return log
            } catch {
                throw LogStoreError(.io, "cannot open the log of '\(service)' in \(path)", cause: error)
            }
        }
    }

    /// Sets how many bytes the log of a service may take on disk; nil: as many as the store's limits say. Holds from
    /// now on, and for a log that is opened later.
    package func limit(_ service: String, toBytes bytes: Int?) {
        let log = state.withLock { state in
            state.bytes[service] = bytes
            return state.logs[service]
        }
        log?.limit(toBytes: bytes ?? limits.bytesPerService)
    }

    /// Sets which errors in the log of a service are none: a search for errors leaves them out. Holds from now on, for
    /// lines that were written before as well.
    package func expect(_ texts: [String], of service: String) {
        let texts = ExpectedTexts(texts)
        let log = state.withLock { state in
            state.expected[service] = texts
            return state.logs[service]
        }
        log?.expected = texts
    }

    /// The errors in the log of a service that are none.
    package func expected(of service: String) -> ExpectedTexts {
        state.withLock { $0.expected[service] } ?? ExpectedTexts()
    }

    /// An element whenever lines of some log could not be written, and when they can be again; see ``loss(of:)``.
    ///
    /// Holds one pending element at most. Ends when the store is closed.
    package func lossChanges() -> AsyncStream<Void> { losses.stream() }

    /// What the log of a service lacks since it was opened; nothing, where it was not.
    package func loss(of service: String) -> LogLoss {
        state.withLock { $0.logs[service] }?.loss ?? LogLoss()
    }

    /// Has every log that lost lines try to say so; true where one still cannot.
    package func tellLosses(at timeNs: Int64) -> Bool {
        let lossy = state.withLock { $0.logs.values.filter { $0.loss.cause != nil } }
        for log in lossy { log.tellLoss(at: timeNs) }
        return lossy.contains { $0.loss.cause != nil }
    }

    /// The services that have a log, sorted by name; those of earlier runs as well.
    package var services: [String] {
        let onDisk = (try? directoryEntries(of: directory)) ?? []
        let open = state.withLock { Array($0.logs.keys) }
        return Set(onDisk.compactMap(DirectoryName.decode) + open).sorted()
    }

    /// Closes every log. What is appended afterwards is not taken in.
    package func close() {
        let logs = state.withLock { state in
            state.isClosed = true
            defer { state.logs = [:] }
            return Array(state.logs.values)
        }
        for log in logs { log.close() }
        losses.close()
    }

    private static func makeDirectory(_ path: FilePath) throws(LogStoreError) {
        var prefix = FilePath(root: path.root, [])
        for component in path.components.dropLast() {
            prefix.append(component)
            if prefix.withPlatformString({ mkdir($0, 0o700) }) != 0, errno != EEXIST {
                throw LogStoreError(.io, "cannot make the directory \(prefix)", cause: Errno(rawValue: errno))
            }
        }
        // Logs may hold secrets, so the folder is for its owner alone, also where it was made by something else.
        do throws(StateFileError) { _ = try OwnedDirectory(path: path.string, making: 0o700, tightens: true) } catch {
            let cause: Errno =
                switch error.code {
                case .system(let number): Errno(rawValue: number)
                case .wrongKind: .notDirectory
                case .link: .tooManySymbolicLinkLevels
                case .foreignOwner, .writableByOthers, .mountPoint: .permissionDenied
                }
            throw LogStoreError(.io, error.message, cause: cause)
        }
        do throws(Errno) {
            _ = try directoryEntries(of: path)
        } catch {
            throw LogStoreError(.io, "cannot use the directory \(path)", cause: error)
        }
    }
}
