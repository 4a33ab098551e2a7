/// The result of a query, as text. NULL is nil.
struct PostgresRows: Hashable, Sendable {
    var columns: [String]
    var rows: [[String?]]
    /// The number of affected rows as reported by the server, read or written.
    var affected: Int

    /// The first value of the first row; nil if there is none, or it is NULL.
    var value: String? { rows.first?.first ?? nil }
}
