import CLibPQ
import Glibc

/// A session by libpq's blocking calls; to be used on a thread that may block. It ends with its value.
struct PostgresSession: ~Copyable {
    private let handle: OpaquePointer

    private init(_ handle: OpaquePointer) { self.handle = handle }

    /// Connects, or fails within a few seconds.
    /// - Parameter url: As libpq takes it: `postgresql://user:password@host:port/database`.
    static func open(_ url: String) throws(FirmStore.Failure) -> PostgresSession {
        // A later keyword wins over the same one within the URL.
        let given = [("dbname", url), ("connect_timeout", "2"), ("application_name", "cpa-demo backend")]
        let words = given.map { (key: strdup($0), value: strdup($1)) }
        defer {
            for word in words {
                free(word.key)
                free(word.value)
            }
        }
        let keys = words.map { UnsafePointer($0.key) } + [nil]
        let values = words.map { UnsafePointer($0.value) } + [nil]
        guard let handle = PQconnectdbParams(keys, values, 1) else {
            throw FirmStore.Failure(message: "libpq has no memory")
        }
        let session = PostgresSession(handle)
        guard PQstatus(handle) == CONNECTION_OK else { throw session.failure() }
        _ = try session.rows("SET statement_timeout = 2000")
        return session
    }

    deinit { PQfinish(handle) }

    /// The rows of a query, every value as text, NULL as nil.
    func rows(_ query: String, _ parameters: [String] = []) throws(FirmStore.Failure) -> [[String?]] {
        let copies = parameters.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let values = copies.map { UnsafePointer($0) }
        let result = PQexecParams(handle, query, Int32(values.count), nil, values, nil, nil, 0)
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK: return []
        case PGRES_TUPLES_OK: break
        default: throw failure()
        }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                PQgetisnull(result, row, column) == 1
                    ? nil : PQgetvalue(result, row, column).map { String(cString: $0) }
            }
        }
    }

    private func failure() -> FirmStore.Failure {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        return FirmStore.Failure(message: text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no answer")
    }
}
