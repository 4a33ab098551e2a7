/// An error that prevents rows from being read.
struct PostgresFailure: Error, Equatable {
    enum Cause: Equatable {
        /// The server does not respond or refuses the login, or the connection was lost.
        case connection
        /// The server refused a statement, with this SQLSTATE.
        case statement(String)
        /// A row does not have the form that the demo expects.
        case form
        /// No connection of the pool became free in time.
        case exhausted
    }

    var cause: Cause
    /// The first line of the message from the server or libpq.
    var message: String

    /// Whether a table, column or function is missing, as in a database that has not been seeded.
    ///
    /// Source: PostgreSQL's appendix of error codes: undefined_table, undefined_column, undefined_function.
    var isMissingSchema: Bool {
        switch cause {
        case .statement(let state): ["42P01", "42703", "42883"].contains(state)
        case .connection, .form, .exhausted: false
        }
    }
}
