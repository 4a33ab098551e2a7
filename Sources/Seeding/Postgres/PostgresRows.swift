/// The answer to a query, as text. nil stands for NULL.
struct PostgresRows: Hashable, Sendable {
    var columns: [String]
    var rows: [[String?]]
    /// As the server counts them: rows that were read or written.
    var affected: Int

    /// The only value of the only row; nil where there is none, or it is NULL.
    var value: String? { rows.first?.first ?? nil }
}
