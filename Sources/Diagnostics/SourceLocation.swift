/// A place in a text file, as an editor shows it.
public struct SourceLocation: Hashable, Sendable, Codable {
    /// The file as the user named it, or relative to the project directory.
    public var file: String
    /// Line, counted from 1.
    public var line: Int
    /// Column in characters, counted from 1.
    public var column: Int

    /// A place; line and column are counted from 1.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: Comparable {
    /// Reading order: by file name, then line, then column.
    public static func < (lhs: SourceLocation, rhs: SourceLocation) -> Bool {
        (lhs.file, lhs.line, lhs.column) < (rhs.file, rhs.line, rhs.column)
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:col`, the form that editors and terminals turn into a link.
    public var description: String { "\(file):\(line):\(column)" }
}
