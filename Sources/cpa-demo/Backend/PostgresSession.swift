import CLibPQ
import Foundations

/// A session that uses libpq's blocking calls, so it must be used on a thread that may block. It closes with its last
/// reference.
///
/// Unchecked: a libpq handle may move between threads but must not be used concurrently, which ``PostgresPool``
/// ensures.
final class PostgresSession: @unchecked Sendable {
    private let handle: OpaquePointer

    /// Connects, or fails within a few seconds.
    /// - Parameter url: A libpq URL: `postgresql://user:password@host:port/database`.
    init(_ url: String) throws(PostgresFailure) {
        // A later keyword overrides the same one in the URL.
        let parameters = [
            (name: "dbname", value: url), ("connect_timeout", "2"), ("application_name", "cpa-demo backend"),
        ]
        guard let handle = CStringArray.withPairs(parameters, { PQconnectdbParams($0, $1, 1) }) else {
            throw PostgresFailure(cause: .connection, message: "libpq is out of memory")
        }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else { throw failure(nil) }
        // libpq writes notices to standard error, where they would not be JSON.
        try run("SET client_min_messages = error; SET statement_timeout = 2000; SET timezone = 'UTC'")
    }

    deinit { PQfinish(handle) }

    /// Whether the session is connected and outside a transaction, so that it can be reused.
    var isIdle: Bool { PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Runs statements without parameters and discards their rows.
    func run(_ statements: String) throws(PostgresFailure) {
        let result = PQexec(handle, statements)
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
        default: throw failure(result)
        }
    }

    /// Returns the first column of a query's rows as text, with nil for NULL.
    func column(_ query: String, _ parameters: [String] = []) throws(PostgresFailure) -> [String?] {
        let result = CStringArray.withPairs(parameters.map { ("", $0) }) { _, values in
            PQexecParams(handle, query, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw failure(result) }
        return (0..<PQntuples(result)).map { row in
            PQgetisnull(result, row, 0) == 1 ? nil : PQgetvalue(result, row, 0).map { String(cString: $0) }
        }
    }

    /// Returns the rows of a query whose columns are named after the item's properties in snake case.
    func items<Item: Decodable>(
        _ type: Item.Type,
        _ query: String,
        _ parameters: [String] = []
    ) throws(PostgresFailure) -> [Item] {
        let rows = try column("SELECT row_to_json(item)::text FROM (\(query)) AS item", parameters)
        do {
            return try rows.map { try JSONCoding.decode(type, from: ($0 ?? "").utf8) }
        } catch {
            throw PostgresFailure(cause: .form, message: "a row cannot be decoded as \(type): \(error)")
        }
    }

    private func failure(_ result: OpaquePointer?) -> PostgresFailure {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        let message = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no answer"
        let state = result.flatMap { PQresultErrorField($0, PG_DIAG_SQLSTATE) }.map { String(cString: $0) }
        guard PQstatus(handle) == CONNECTION_OK, let state else {
            return PostgresFailure(cause: .connection, message: message)
        }
        return PostgresFailure(cause: .statement(state), message: message)
    }
}

/// Source: `postgres_ext.h`, which defines it as a macro that Swift cannot import.
private let PG_DIAG_SQLSTATE = Int32(UInt8(ascii: "C"))
