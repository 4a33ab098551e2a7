/// What keeps rows from being read.
struct PostgresFailure: Error, Equatable {
    enum Cause: Equatable {
        /// Nobody answers, the server does not let us in, or the connection broke.
        case connection
        /// The server refused a statement, with this SQLSTATE.
        case statement(String)
        /// A row is not of the form that the demo expects.
        case form
    }

    var cause: Cause
    /// The first line of what the server or libpq said.
    var message: String

    /// Whether the database lacks a table, a column or a function, as it does until it has been seeded.
    ///
    /// Source: PostgreSQL's appendix of error codes: undefined_table, undefined_column, undefined_function.
    var isMissingSchema: Bool {
        switch cause {
        case .statement(let state): ["42P01", "42703", "42883"].contains(state)
        case .connection, .form: false
        }
    }
}
