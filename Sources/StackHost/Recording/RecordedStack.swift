package import Alerting
package import ControlAPI
import FoundationEssentials
import Foundations
import Glibc
import LogAnalysis
import LogStore
import StackService
import StateFiles

/// A recording as a stack that can be looked at and does not change.
///
/// Its log lines are in a log store of its own, in a temporary folder that goes with this object.
package final class RecordedStack: StackControl {
    package let header: RecordingPart.Header
    package let dashboards: [RecordedDashboard]
    /// nil if Prometheus did not run.
    package let alerts: AlertHistory?
    private let entries: [HistoryEntry]
    private let figures: [RecordingPart.Figures]
    private let logs: LogStore
    private let folder: RecordingFolder

    /// Reads a file.
    /// - Throws: `badData` with the line of the file if it is no recording or is damaged.
    package init(_ path: String, temporaryFolder: String) throws(CommandFailure) {
        folder = try RecordingFolder(in: temporaryFolder)
        let directory: OwnedDirectory
        do throws(StateFileError) { directory = try OwnedDirectory(path: folder.path) } catch {
            throw CommandFailure(.failed, error.message, hint: "set TMPDIR to another folder")
        }
        logs = LogStore(directory: directory)
        let parts = try Self.read(path, into: logs)
        (header, entries, figures, dashboards) = (parts.header, parts.entries, parts.figures, parts.dashboards)
        alerts = parts.alerts
    }

    deinit { logs.close() }

    // MARK: Reading

    private struct Parts {
        var header: RecordingPart.Header
        var entries: [HistoryEntry] = []
        var figures: [RecordingPart.Figures] = []
        var dashboards: [RecordedDashboard] = []
        var alerts: AlertHistory?
        var lines = 0
        var isComplete = false
    }

    private static func read(
        _ path: String,
        into logs: LogStore
    ) throws(CommandFailure) -> Parts {
        let file = try open(path)
        defer { fclose(file) }
        var parts: Parts?
        var number = 0
        var buffer: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(buffer) }
        while true {
            let count = getline(&buffer, &capacity, file)
            guard count > 0, let buffer else { break }
            number += 1
            let line = Data(bytes: buffer, count: count)
            let part = try? ControlCoding.decode(RecordingPart.self, from: line)
            guard parts != nil else {
                parts = Parts(header: try header(part, path))
                continue
            }
            switch part {
            case .history(let entry): parts?.entries.append(entry)
            case .figures(let sample): parts?.figures.append(sample)
            case .alerts(let alerts): parts?.alerts = alerts
            case .dashboard(let dashboard): parts?.dashboards.append(dashboard)
            case .lines(let lines):
                try append(lines, to: logs)
                parts?.lines += lines.count
            case .end(let lines):
                let read = parts?.lines
                parts?.isComplete = lines == read
            case .header, nil: throw damaged(path, number)
            }
        }
        if ferror(file) != 0 {
            throw CommandFailure(.failed, "cannot read \(path): \(String(cString: strerror(errno)))")
        }
        guard let parts else { throw CommandFailure(.badData, "\(path) is empty") }
        guard parts.isComplete else {
            throw CommandFailure(.badData, "\(path): the recording is incomplete", hint: "copy or export it again")
        }
        return parts
    }

    /// How long nobody may write to a pipe.
    private static let patience = Duration.seconds(5)

    /// Opens a file or a pipe. Without a writer, opening a named pipe would never return.
    private static func open(_ path: String) throws(CommandFailure) -> UnsafeMutablePointer<FILE> {
        func failure(_ reason: String) -> CommandFailure {
            CommandFailure(.failed, "cannot read \(path): \(reason)", hint: "cpadev record export writes a recording")
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let isReady = poll(&wait, 1, Int32(patience.components.seconds * 1000)) == 1
        guard isReady, fcntl(descriptor, F_SETFL, O_RDONLY) == 0, let file = fdopen(descriptor, "r") else {
            close(descriptor)
            throw failure("nobody has written to it within \(patience.components.seconds) s")
        }
        return file
    }

    /// Returns the header, which is the first part.
    private static func header(
        _ part: RecordingPart?,
        _ path: String
    ) throws(CommandFailure) -> RecordingPart.Header {
        guard case .header(let header) = part else {
            throw CommandFailure(.badData, "\(path):1: this is not a recording of cpadev")
        }
        guard header.version == RecordingPart.Header.currentVersion else { throw newer(path, header.product) }
        guard header.isValid else { throw damaged(path, 1) }
        return header
    }

    private static func newer(_ path: String, _ product: String) -> CommandFailure {
        CommandFailure(
            .badData,
            "\(path): this recording has a format that this version does not know",
            hint: "it was written by \(product)"
        )
    }

    private static func damaged(_ path: String, _ line: Int) -> CommandFailure {
        CommandFailure(.badData, "\(path):\(line): the recording is damaged", hint: "copy or export it again")
    }

    private static func append(_ lines: [LogLine], to logs: LogStore) throws(CommandFailure) {
        for line in lines {
            let log: ServiceLog
            do throws(LogStoreError) { log = try logs.log(for: line.service) } catch {
                throw CommandFailure(.failed, error.message, hint: "set TMPDIR to a folder with room")
            }
            var bytes = Array(line.text.utf8)
            bytes.append(UInt8(ascii: "\n"))
            bytes.withUnsafeBytes { log.append($0, stream: line.stream, at: line.timeNs) }
        }
    }

    /// Returns the figures of the services at a moment, in nanoseconds since 1970; none if none are recorded.
    package func figures(at momentNs: Int64) -> [ServiceMetrics] {
        // Figures that are older than those before them by more than usual are of another time.
        guard let index = figures.lastIndex(where: { $0.atNs <= momentNs }) else { return [] }
        let step = figures.count > 1 ? zip(figures, figures.dropFirst()).map { $1.atNs - $0.atNs }.min() ?? 0 : 0
        let greatestAge = max(2 * step, 60_000_000_000)
        return momentNs - figures[index].atNs < greatestAge ? figures[index].services : []
    }

    // MARK: StackControl

    private static let refusal = ControlError(.badRequest, "a recording has no stack to change")

    package func snapshot() async throws -> StackSnapshot {
        guard let past = PastStack(entries, at: header.toNs) else {
            throw ControlError(.notFound, "the recording says nothing about services")
        }
        return past.snapshot
    }

    package func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error> {
        let past = PastStack(entries, at: header.toNs)
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: StackUpdate.self, throwing: (any Error).self)
        // It never finishes: nothing happens any more.
        if let past { continuation.yield(.snapshot(past.snapshot)) }
        return stream
    }

    package func journal() async throws -> [StackEvent] { [] }

    package func history(from startNs: Int64, to endNs: Int64) async throws -> [HistoryEntry] {
        entries.filter { $0.atNs <= endNs }
    }

    package func packedLogs(_ query: LogQuery) async throws -> AsyncThrowingStream<PackedLogBatch, any Error> {
        // A service without lines has no log, and reading must not create one.
        let known = logs.services
        var wanted = query
        wanted.services = query.services.filter(known.contains)
        let isEmpty = !query.services.isEmpty && wanted.services.isEmpty || known.isEmpty
        guard !isEmpty else { return AsyncThrowingStream { nil } }
        let feed = LogFeed(try LogSelection(wanted, of: logs)) { nil }
        return AsyncThrowingStream { [self] in
            defer { withExtendedLifetime(self) {} }
            return try await feed.next()
        }
    }

    package func logPatterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns {
        try await PatternFolding(logs: logs, masker: nil).fold(query, newSince: nil, lastGreen: nil)
    }

    package func perform(_ command: StackCommand) async throws -> CommandReply { throw Self.refusal }

    package func startupProfile() async throws -> StartupProfile? { nil }

    package func dataStatus() async throws -> DataStatus? { nil }

    package func perform(_ command: DataCommand, operation: String?) -> AsyncThrowingStream<DataEvent, any Error> {
        AsyncThrowingStream { $0.finish(throwing: Self.refusal) }
    }

    package func cancelOperation(_ operation: String) async throws -> Bool { false }

    package func dataSnapshots() async throws -> [DataSnapshotInfo] { [] }
}
