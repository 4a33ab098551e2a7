/// How the rows of a table are read and what becomes of them.
package struct TablePlan: Hashable, Sendable {
    package struct Column: Hashable, Sendable {
        package var name: String
        package var rule: ColumnRule
        var isUnique: Bool
        /// Whether the values of the result may contain words, so that it is searched for originals.
        package var isText: Bool
        /// The largest number of characters that the type permits.
        var length: Int?
        /// The index of the column on which the kind of made-up value depends.
        var choice: Int?

        /// Whether original values are remembered. Those of documents are: they contain file names.
        var isSensitive: Bool { rule.isSensitive && isText }
    }

    package var table: String
    /// The columns in the order in which they are selected. The ids of subject and firm follow them.
    package var columns: [Column]
    /// Whether each row names a made-up document.
    package var hasDocuments: Bool
    var sizeColumn: Int?
    var typeColumn: Int?
    /// Whether a value depends on the row's subject.
    var movesWithSubject: Bool

    /// - Parameter documents: the columns with size and media type, if this is the table of the documents.
    package init(_ table: SubsetSchema.Table, _ rules: RuleFile, documents: (size: String, type: String?)?) {
        self.table = table.name
        let columns = table.columns.filter { !$0.isGenerated }
        let names = columns.map(\.name)
        self.columns = columns.map { column in
            let rule = rules.rule(table.name, column.name) ?? .null
            var choice: Int?
            if case .fakeBy(let other, _) = rule { choice = names.firstIndex(of: other) }
            return Column(
                name: column.name,
                rule: rule,
                isUnique: column.isUnique,
                isText: column.isText,
                length: Self.length(column.type),
                choice: choice
            )
        }
        hasDocuments = documents != nil
        sizeColumn = documents.flatMap { names.firstIndex(of: $0.size) }
        typeColumn = documents.flatMap { $0.type }.flatMap { names.firstIndex(of: $0) }
        movesWithSubject = self.columns.contains { column in
            switch column.rule {
            case .amount, .date: true
            default: false
            }
        }
    }

    /// The columns of the result, in order.
    package var resultColumns: [Column] { columns.filter { $0.rule != .document } }

    /// Whether originals of the table are searched for.
    package var isSensitive: Bool { columns.contains(where: \.isSensitive) }

    private static func length(_ type: String) -> Int? {
        guard type.hasPrefix("character"), let open = type.firstIndex(of: "("), let close = type.firstIndex(of: ")")
        else { return nil }
        return Int(type[type.index(after: open)..<close])
    }
}
