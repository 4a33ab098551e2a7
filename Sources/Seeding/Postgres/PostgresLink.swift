import CLibPQ
import Dispatch
import Foundations
import Glibc
import Synchronization

/// A connection to PostgreSQL. Concurrent calls run one at a time.
///
/// libpq blocks, so every call runs on the connection's own thread. When the task is cancelled, the running statement
/// is cancelled at the server. A call to a server that has stopped responding eventually fails; see ``ServerPulse``.
final class PostgresLink: Sendable {
    private let queue: BlockingQueue
    private let handle: Handle
    private let pulse: ServerPulse
    private let endpoint: StoreEndpoints.Postgres

    /// Owns libpq's connection. Only the queue's thread uses it, except to cancel, which libpq permits from any thread.
    private final class Handle: @unchecked Sendable {
        let connection: OpaquePointer
        let cancel: OpaquePointer?

        init(_ connection: OpaquePointer) {
            self.connection = connection
            cancel = PQgetCancel(connection)
        }

        private let isFinished = Mutex(false)

        /// Closes the connection. No other call may follow.
        func finish() {
            isFinished.withLock { isFinished in
                if !isFinished { PQfinish(connection) }
                isFinished = true
            }
        }

        /// Makes a call that waits for the server fail. Callable from any thread.
        func abandon() {
            isFinished.withLock { isFinished in
                if !isFinished { shutdown(PQsocket(connection), Int32(SHUT_RDWR)) }
            }
        }

        deinit {
            PQfreeCancel(cancel)
            finish()
        }

        func cancelStatement() {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(cancel, &message, Int32(message.count))
        }
    }

    /// Connects to a database of a server.
    /// - Parameters:
    ///   - database: overrides the endpoint's database.
    ///   - settings: of the session, such as `["timezone": "UTC"]`.
    /// - Throws: `PostgresFailure`, with an empty `sqlState` if the server does not answer.
    init(
        _ endpoint: StoreEndpoints.Postgres,
        database: String? = nil,
        settings: [String: String] = [:]
    ) async throws {
        let queue = BlockingQueue(label: "cpadev.postgres")
        // An unescaped space would end the value. Source: PostgreSQL 16, 55.7, StartupMessage, options.
        let options = settings.sorted { $0.key < $1.key }
            .map { "-c \($0.key)=\($0.value.split(separator: " ").joined(separator: "\\ "))" }.joined(separator: " ")
        let parameters: [(name: String, value: String)] = [
            ("host", endpoint.address.host),
            ("port", "\(endpoint.address.port)"),
            ("user", endpoint.user),
            ("password", endpoint.password),
            ("dbname", database ?? endpoint.database),
            ("application_name", "cpadev"),
            ("connect_timeout", "5"),
            // Explicit values, so that the caller's environment and home directory have no influence.
            ("sslmode", "disable"),
            ("client_encoding", "UTF8"),
            ("options", options),
        ]
        handle = try await queue.run { try Self.connect(parameters) }
        pulse = ServerPulse(endpoint)
        self.queue = queue
        self.endpoint = endpoint
    }

    /// Connects to a database that is not the stack's, for reading.
    /// - Parameter deadline: when the server must have answered.
    /// - Throws: `PostgresFailure`, or `CancellationError` at once.
    init(_ url: DatabaseURL, until deadline: ContinuousClock.Instant) async throws {
        let queue = BlockingQueue(label: "cpadev.remote")
        let parameters =
            [
                ("host", url.host), ("port", "\(url.port)"), ("user", url.user), ("password", url.password ?? ""),
                ("dbname", url.database), ("application_name", "cpadev"), ("client_encoding", "UTF8"),
                ("gssencmode", "disable"),
            ] + url.options.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        // The resolver may block for longer than the deadline.
        handle = try await queue.run(interrupt: {}) { try Self.connect(parameters, until: deadline) }
        endpoint = StoreEndpoints.Postgres(
            address: StoreEndpoints.Address(host: url.host, port: UInt16(clamping: url.port)),
            user: url.user,
            password: url.password ?? "",
            database: url.database
        )
        pulse = ServerPulse(endpoint)
        self.queue = queue
    }

    /// Opens another session in the same database, with default settings.
    func sibling() async throws -> PostgresLink { try await PostgresLink(endpoint, database: database) }

    private static func connect(_ parameters: [(name: String, value: String)]) throws(PostgresFailure) -> Handle {
        try established(CStringArray.withPairs(parameters) { PQconnectdbParams($0, $1, 0) }) { _ in }
    }

    private static func connect(
        _ parameters: [(name: String, value: String)],
        until deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> Handle {
        let started = CStringArray.withPairs(parameters) { PQconnectStartParams($0, $1, 0) }
        return try established(started) { connection throws(PostgresFailure) in
            guard PQstatus(connection) != CONNECTION_BAD else { return }
            var status = PGRES_POLLING_WRITING
            while status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING {
                let events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT
                var entry = pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
                let ready = poll(&entry, 1, PollTimeout.milliseconds(until: deadline))
                if ready < 0, errno == EINTR { continue }
                guard ready > 0 else { throw PostgresFailure(sqlState: "", message: "the server does not answer") }
                status = PQconnectPoll(connection)
            }
        }
    }

    /// Returns the handle of a connection that `wait` has established, or throws libpq's reason.
    private static func established(
        _ connection: OpaquePointer?,
        _ wait: (OpaquePointer) throws(PostgresFailure) -> Void
    ) throws(PostgresFailure) -> Handle {
        guard let connection else { throw PostgresFailure(sqlState: "", message: "out of memory") }
        let handle = Handle(connection)
        try wait(connection)
        guard PQstatus(connection) == CONNECTION_OK else {
            throw PostgresFailure(connectionOf: connection)
        }
        // The default processor prints notices to standard error.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        return handle
    }

    /// Adjusts settings that depend on the server's version and the user: removes limits on the session's duration.
    /// - Parameter logsErrors: whether this session's errors are in the server's log, if the user is a superuser. cpadev
    ///   reports what matters, and itself cancels statements.
    func prepare(logsErrors: Bool = false) async throws {
        // In `log_min_messages`, LOG ranks above ERROR. Source: PostgreSQL 16, 20.8.2.
        let level = """
            UNION ALL SELECT set_config('log_min_messages', 'log', false) FROM pg_roles
            WHERE rolname = current_user AND rolsuper
            """
        _ = try await run(
            """
            SELECT set_config(name, '0', false) FROM (VALUES ('idle_session_timeout'), ('transaction_timeout')) s (name)
            WHERE current_setting(name, true) IS NOT NULL
            \(logsErrors ? "" : level)
            """
        )
    }

    /// The process id of the server's backend.
    var backend: Int32 { PQbackendPID(handle.connection) }

    /// The name of the database.
    var database: String { String(cString: PQdb(handle.connection)) }

    /// The server's version number, such as 160015.
    var serverVersion: Int { Int(PQserverVersion(handle.connection)) }

    /// Makes a call that waits for the server, and every later one, fail at once.
    func abandon() { handle.abandon() }

    /// Closes the connection. The server may take a moment to notice.
    func close() async {
        let handle = handle
        try? await queue.run { handle.finish() }
    }

    // MARK: Statements

    /// Runs one statement, in which `$1`, `$2`… are the parameters.
    func run(_ statement: String, _ parameters: [String?] = []) async throws -> PostgresRows {
        try await perform { connection in
            let texts = parameters.map { $0.flatMap { strdup($0) } }
            defer { for text in texts { free(text) } }
            let result = PQexecParams(
                connection,
                statement,
                Int32(texts.count),
                nil,
                texts.map { UnsafePointer($0) },
                nil,
                nil,
                0
            )
            return try Self.rows(of: result, connection)
        }
    }

    /// Runs several statements, in one transaction unless they contain their own. Returns the last statement's result.
    @discardableResult
    func runScript(_ statements: String) async throws -> PostgresRows {
        try await perform { connection in try Self.rows(of: PQexec(connection, statements), connection) }
    }

    // MARK: Copying

    /// Runs a `COPY … FROM STDIN`.
    /// - Parameter next: returns the next bytes, nil at the end; runs on the connection's thread. An error aborts the
    ///   copy.
    /// - Returns: the number of rows copied.
    func copyIn(_ statement: String, next: @escaping @Sendable () throws -> [UInt8]?) async throws -> Int {
        try await perform { connection in
            let begun = PQexec(connection, statement)
            defer { PQclear(begun) }
            guard PQresultStatus(begun) == PGRES_COPY_IN else {
                throw PostgresFailure(result: begun, connection)
            }
            do {
                while let bytes = try next() {
                    let sent = bytes.withUnsafeBytes {
                        PQputCopyData(connection, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
                    }
                    guard sent == 1 else { break }
                }
            } catch {
                PQputCopyEnd(connection, "stopped by the client")
                Self.discard(connection)
                throw error
            }
            PQputCopyEnd(connection, nil)
            let rows = try Self.rows(of: PQgetResult(connection), connection)
            Self.discard(connection)
            return rows.affected
        }
    }

    /// Runs a `COPY … TO STDOUT`.
    /// - Parameter sink: receives a row's bytes, which are only valid during the call. It runs on the connection's
    ///   thread. An error that it throws ends the copy.
    func copyOut(_ statement: String, sink: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void) async throws {
        let handle = handle
        try await perform { connection in
            let begun = PQexec(connection, statement)
            defer { PQclear(begun) }
            guard PQresultStatus(begun) == PGRES_COPY_OUT else {
                throw PostgresFailure(result: begun, connection)
            }
            var failure: (any Error)?
            while true {
                var row: UnsafeMutablePointer<CChar>?
                let count = PQgetCopyData(connection, &row, 0)
                guard count > 0, let row else { break }
                defer { PQfreemem(row) }
                // The rows on their way must be read, or the connection becomes unusable.
                guard failure == nil else { continue }
                do { try sink(UnsafeRawBufferPointer(start: row, count: Int(count))) } catch {
                    failure = error
                    handle.cancelStatement()
                }
            }
            let end = Result { try Self.rows(of: PQgetResult(connection), connection) }
            Self.discard(connection)
            if let failure { throw failure }
            _ = try end.get()
        }
    }

    /// Streams the rows of a query on this connection into a table on another one.
    func pipe(_ copyOut: String, to other: PostgresLink, _ copyIn: String) async throws {
        let (source, target) = (handle, other.handle)
        try await perform { _ in try Self.pipe(source, copyOut, target, copyIn) }
    }

    private static func pipe(_ source: Handle, _ copyOut: String, _ target: Handle, _ copyIn: String) throws {
        let begun = PQexec(target.connection, copyIn)
        defer { PQclear(begun) }
        guard PQresultStatus(begun) == PGRES_COPY_IN else { throw PostgresFailure(result: begun, target.connection) }
        let reading = PQexec(source.connection, copyOut)
        defer { PQclear(reading) }
        guard PQresultStatus(reading) == PGRES_COPY_OUT else {
            let failure = PostgresFailure(result: reading, source.connection)
            PQputCopyEnd(target.connection, "the source failed")
            discard(target.connection)
            throw failure
        }
        while true {
            var row: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(source.connection, &row, 0)
            guard count > 0, let row else { break }
            PQputCopyData(target.connection, row, count)
            PQfreemem(row)
        }
        // Check the source before committing to the target, which must not keep rows of a source that broke off.
        let end = Result { try rows(of: PQgetResult(source.connection), source.connection) }
        discard(source.connection)
        var stop: String?
        if case .failure = end { stop = "the source failed" }
        PQputCopyEnd(target.connection, stop)
        let targetEnd = Result { try rows(of: PQgetResult(target.connection), target.connection) }
        discard(target.connection)
        _ = try end.get()
        _ = try targetEnd.get()
    }

    // MARK: Helpers

    private func perform<Answer: Sendable>(
        _ work: @escaping @Sendable (OpaquePointer) throws -> Answer
    ) async throws -> Answer {
        let (handle, queue) = (handle, queue)
        let watch = pulse.watch { handle.abandon() }
        defer { watch.end() }
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            do { return try await queue.run { try work(handle.connection) } } catch let failure as PostgresFailure
                where failure.sqlState == PostgresFailure.queryCanceled
            {
                // Otherwise the statement would be to blame.
                try Task.checkCancellation()
                throw failure
            }
        } onCancel: {
            // This blocks until the server accepts the request, which a stopped server never does.
            DispatchQueue.global().async { handle.cancelStatement() }
        }
    }

    /// Reads and frees a result.
    private static func rows(of result: OpaquePointer?, _ connection: OpaquePointer) throws -> PostgresRows {
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
        default: throw PostgresFailure(result: result, connection)
        }
        let width = PQnfields(result)
        let columns = (0..<width).map { String(cString: PQfname(result, $0)) }
        let rows = (0..<PQntuples(result)).map { row in
            (0..<width).map { column in
                PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
            }
        }
        return PostgresRows(columns: columns, rows: rows, affected: Int(String(cString: PQcmdTuples(result))) ?? 0)
    }

    private static func discard(_ connection: OpaquePointer) {
        while let result = PQgetResult(connection) { PQclear(result) }
    }
}

extension PostgresFailure {
    fileprivate init(result: OpaquePointer?, _ connection: OpaquePointer) {
        func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }
        self.init(
            sqlState: field(Int32(UInt8(ascii: "C"))) ?? "",
            message: field(Int32(UInt8(ascii: "M"))) ?? Self.text(of: connection),
            detail: field(Int32(UInt8(ascii: "D"))),
            hint: field(Int32(UInt8(ascii: "H"))),
            context: field(Int32(UInt8(ascii: "W"))),
            table: field(Int32(UInt8(ascii: "t"))),
            column: field(Int32(UInt8(ascii: "c"))),
            constraint: field(Int32(UInt8(ascii: "n"))),
            position: field(Int32(UInt8(ascii: "P"))).flatMap { Int($0) }
        )
    }

    /// Creates the failure of a refused connection, which has a message but no fields.
    fileprivate init(connectionOf connection: OpaquePointer) {
        self.init(sqlState: "", message: Self.text(of: connection))
    }

    private static func text(of connection: OpaquePointer) -> String {
        String(cString: PQerrorMessage(connection)).split(separator: "\n").joined(separator: "; ")
    }
}
