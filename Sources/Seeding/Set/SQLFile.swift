import Crypto
import Diagnostics

/// A file of SQL statements.
struct SQLFile: Hashable, Sendable {
    /// Without the folder.
    var name: String
    /// As people know it.
    var display: String
    var text: String

    /// A problem at a character of the text, counted from 1.
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

/// A migration in sqlx's form. Source: sqlx 0.8, sqlx-core/src/migrate.
struct Migration: Hashable, Sendable {
    var version: Int64
    /// Underscores are spaces.
    var description: String
    var file: SQLFile
    /// Whether it runs outside of a transaction: its first line says `-- no-transaction`.
    var isOutsideOfTransaction: Bool

    /// What a file in the folder of migrations is.
    enum Parsed {
        case migration(Migration)
        /// It has the form of a migration, and no number before the underscore.
        case badVersion(String)
        /// Not of the form, or the way back of a reversible one: passed over.
        case other
    }

    /// Takes `0001_firms.sql`, or `0001_firms.up.sql` of a reversible one.
    static func parse(_ file: SQLFile) -> Parsed {
        guard file.name.hasSuffix(".sql"), !file.name.hasSuffix(".down.sql") else { return .other }
        let stem = file.name.dropLast(file.name.hasSuffix(".up.sql") ? 7 : 4)
        guard let underscore = stem.firstIndex(of: "_") else { return .other }
        guard let version = Int64(stem[..<underscore]) else { return .badVersion(String(stem[..<underscore])) }
        let description = String(stem[stem.index(after: underscore)...].map { $0 == "_" ? " " : $0 })
        let isOutside = file.text.hasPrefix("-- no-transaction")
        return .migration(
            Migration(version: version, description: description, file: file, isOutsideOfTransaction: isOutside)
        )
    }

    /// SHA-384 of the file, in hexadecimal digits.
    var checksum: String { SHA384.hash(data: Array(file.text.utf8)).hexadecimal }
}

extension Sequence where Element == UInt8 {
    /// Two lower case digits for each byte.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
