import Crypto
import Diagnostics
import Foundations

/// A file of SQL statements.
struct SQLFile: Hashable, Sendable {
    /// The name without the folder.
    var name: String
    /// The path to show in messages.
    var display: String
    var text: String

    /// Returns a problem at a character of the text.
    /// - Parameter position: the character, from 1, as the server reports it.
    func problem(_ code: Diagnostic.Code, _ message: String, position: Int?, hint: String? = nil) -> Diagnostic {
        var line = 1
        var column = 1
        for character in text.unicodeScalars.prefix(max(0, (position ?? 1) - 1)) {
            if character == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        let place = SourceLocation(file: display, line: line, column: column)
        return Diagnostic(.error, code, message, at: place, length: 1, hint: hint)
    }
}

/// A migration in sqlx's format. Source: sqlx 0.8, sqlx-core/src/migrate.
struct Migration: Hashable, Sendable {
    var version: Int64
    /// The description, with spaces for underscores.
    var description: String
    var file: SQLFile
    /// Whether it runs outside a transaction, because the file starts with `-- no-transaction`.
    var runsOutsideTransaction: Bool

    /// A classified file of the migrations folder.
    enum Parsed {
        case migration(Migration)
        /// A migration whose text before the underscore is not a number.
        case badVersion(String)
        /// Another file, or the down script of a reversible migration. Ignored.
        case other
    }

    /// Classifies a file by its name, such as `0001_firms.sql` or, for a reversible migration, `0001_firms.up.sql`.
    static func parse(_ file: SQLFile) -> Parsed {
        guard file.name.hasSuffix(".sql"), !file.name.hasSuffix(".down.sql") else { return .other }
        let stem = file.name.dropLast(file.name.hasSuffix(".up.sql") ? 7 : 4)
        guard let underscore = stem.firstIndex(of: "_") else { return .other }
        guard let version = Int64(stem[..<underscore]) else { return .badVersion(String(stem[..<underscore])) }
        let description = String(stem[stem.index(after: underscore)...].map { $0 == "_" ? " " : $0 })
        let isOutside = file.text.hasPrefix("-- no-transaction")
        return .migration(
            Migration(version: version, description: description, file: file, runsOutsideTransaction: isOutside)
        )
    }

    /// The hex SHA-384 of the file.
    var checksum: String { SHA384.hash(data: Array(file.text.utf8)).hexadecimal }
}
