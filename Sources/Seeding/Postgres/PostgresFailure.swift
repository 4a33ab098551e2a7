/// What the server said when it refused a statement. Source: PostgreSQL 16, protocol 55.8, error fields.
struct PostgresFailure: Error, Hashable, Sendable {
    /// Five characters; empty where the connection itself failed.
    var sqlState: String
    var message: String
    var detail: String?
    var hint: String?
    /// Where it happened, such as `COPY clients, line 7, column kind: "x"`.
    var context: String?
    var table: String?
    var column: String?
    var constraint: String?
    /// Character in the statement, from 1.
    var position: Int?

    /// No such database, role or table.
    static let undefinedDatabase = "3D000"
    /// The database does not take connections, or somebody else is connected to it.
    static let notInPrerequisiteState = "55000"
    static let objectInUse = "55006"
    static let duplicateObject = "42710"
    static let foreignKeyViolation = "23503"
    static let uniqueViolation = "23505"
    static let deadlockDetected = "40P01"
    /// A lock was not to be had in the time that was set.
    static let lockNotAvailable = "55P03"
    static let undefinedTable = "42P01"
    /// There is no transaction, or no such savepoint in it.
    static let endedTransaction: Set<String> = ["25P01", "3B001"]
    static let diskFull = "53100"
    static let queryCanceled = "57014"

    /// As an error of the module: a refused statement, or a server that cannot be reached.
    func asSeedingError(doing what: String) -> SeedingError {
        let code: SeedingError.Code = sqlState.isEmpty ? .unreachable : .refused
        return SeedingError(code, "\(what): \(message)\(detail.map { " (\($0))" } ?? "")", remedy: hint ?? remedy)
    }

    /// Whether what was asked is to blame: not where the connection failed, nor where the server lacks room, is going down
    /// or is broken. Source: PostgreSQL 16, appendix A, classes 53, 57, 58, F0 and XX.
    var isOfTheStatement: Bool {
        !sqlState.isEmpty
            && (sqlState == Self.queryCanceled || !["53", "57", "58", "F0", "XX"].contains { sqlState.hasPrefix($0) })
    }

    private var remedy: String? {
        switch sqlState {
        case Self.diskFull: "make room on the disk that holds the server's data, then try again"
        case Self.queryCanceled, Self.objectInUse: "end what holds it, then try again"
        default: nil
        }
    }
}
