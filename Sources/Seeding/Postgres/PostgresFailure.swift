/// The server's error for a refused statement. Source: PostgreSQL 16, protocol 55.8, error fields.
struct PostgresFailure: Error, Hashable, Sendable {
    /// The five-character SQLSTATE; empty if the connection itself failed.
    var sqlState: String
    var message: String
    var detail: String?
    var hint: String?
    /// The context, such as `COPY clients, line 7, column kind: "x"`.
    var context: String?
    var table: String?
    var column: String?
    var constraint: String?
    /// The character position in the statement, starting at 1.
    var position: Int?

    static let undefinedDatabase = "3D000"
    /// The database does not accept connections, or another session is connected to it.
    static let notInPrerequisiteState = "55000"
    static let objectInUse = "55006"
    static let duplicateObject = "42710"
    static let foreignKeyViolation = "23503"
    static let uniqueViolation = "23505"
    static let deadlockDetected = "40P01"
    /// A lock could not be obtained within the lock timeout.
    static let lockNotAvailable = "55P03"
    static let undefinedTable = "42P01"
    /// There is no transaction, or it has no such savepoint.
    static let endedTransaction: Set<String> = ["25P01", "3B001"]
    static let diskFull = "53100"
    static let queryCanceled = "57014"
    static let insufficientPrivilege = "42501"

    /// Converts the failure: `.unreachable` if the connection failed, else `.refused`.
    func asSeedingError(doing what: String) -> SeedingError {
        let code: SeedingError.Code = sqlState.isEmpty ? .unreachable : .refused
        return SeedingError(code, "\(what): \(message)\(detail.map { " (\($0))" } ?? "")", remedy: hint ?? remedy)
    }

    /// Whether the statement is to blame, rather than a failed connection or a server that lacks space, is shutting
    /// down or is broken. Source: PostgreSQL 16, appendix A, classes 53, 57, 58, F0 and XX.
    var isStatementError: Bool {
        !sqlState.isEmpty
            && (sqlState == Self.queryCanceled || !["53", "57", "58", "F0", "XX"].contains { sqlState.hasPrefix($0) })
    }

    private var remedy: String? {
        switch sqlState {
        case Self.diskFull: "free up space on the disk that holds the server's data, then try again"
        case Self.queryCanceled, Self.objectInUse: "end the session that blocks it, then try again"
        default: nil
        }
    }
}
