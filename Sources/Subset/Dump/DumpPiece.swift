/// A piece of a plain dump, in the order of the file.
package enum DumpPiece: Hashable, Sendable {
    /// A whole statement.
    case statement(String)
    /// A `COPY … FROM stdin` statement, without the semicolon. Its rows follow.
    case copy(String)
    /// Whole or partial rows of the last `COPY`.
    case rows([UInt8])
    /// The end of the rows.
    case endOfRows
}

/// Why a file cannot be restored.
package struct DumpProblem: Error, Hashable, Sendable {
    package var message: String
    package var remedy: String?

    package init(_ message: String, remedy: String? = nil) {
        self.message = message
        self.remedy = remedy
    }
}
