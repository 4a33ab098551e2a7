/// A place in a text file, as an editor shows it.
package struct SourceLocation: Hashable, Sendable, Codable {
    /// The file as the user named it, or relative to the project directory.
    package var file: String
    /// The line, from 1.
    package var line: Int
    /// The column in characters, from 1.
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: Comparable {
    /// Reading order: by file name, then line, then column.
    package static func < (lhs: SourceLocation, rhs: SourceLocation) -> Bool {
        (lhs.file, lhs.line, lhs.column) < (rhs.file, rhs.line, rhs.column)
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:col`, the form that editors and terminals turn into a link.
    package var description: String { "\(file):\(line):\(column)" }
}
