/// The queries that read a consistent part of a source.
///
/// A row is read if its firm is, if the client that it hangs on is, and if every row that it refers to is. So the result
/// has no dangling reference. The conditions are subqueries, since a read-only role has no temporary tables. A cycle of
/// references is followed once; where that is not enough, the load of the result says so.
package struct SubsetQueries: Sendable {
    private let schema: SubsetSchema
    private let subject: String
    private let leftOut: Set<String>
    /// The ids of the firms; nil for all.
    private let firms: [String]?
    /// The largest number of subjects of a firm; nil for all.
    private let limit: Int?

    package init(_ schema: SubsetSchema, _ rules: RuleFile, firms: [String]?, limit: Int?) {
        self.schema = schema
        subject = rules.subject
        leftOut = Set(rules.tables.filter(\.value.isLeftOut).keys)
        self.firms = firms
        self.limit = limit
    }

    /// The names of the tables that are read, referenced ones first.
    package var tables: [String] { schema.order.filter { !leftOut.contains($0) } }

    /// Returns the query for the rows of a table: the columns, then the ids of subject and firm, each NULL if there is
    /// none.
    /// - Parameter isOrdered: whether the rows come in the order of their key, so that they are the same each time.
    package func select(_ name: String, _ columns: [String], isOrdered: Bool) -> String {
        guard let table = schema.tables[name] else { return "" }
        var joins = JoinList()
        let paths = ReferencePaths(schema)
        let subjectID = paths.expression(from: table, to: subject, .key, &joins) ?? "NULL"
        let firmID = paths.expression(from: table, to: schema.firms, .firm, &joins) ?? "NULL"
        let list = columns.map { "t.\(SQLName.quoted($0))" } + [subjectID, firmID]
        var query = "SELECT \(list.joined(separator: ", ")) FROM \(table.source) t\(joins.sql)"
        if let condition = condition(table, "t", []) { query += " WHERE \(condition)" }
        if isOrdered, !table.primaryKey.isEmpty {
            query += " ORDER BY " + table.primaryKey.map { "t.\(SQLName.quoted($0))" }.joined(separator: ", ")
        }
        return query
    }

    // MARK: Conditions

    /// Returns the condition for the rows of a table; nil if all are read.
    private func condition(_ table: SubsetSchema.Table, _ alias: String, _ path: Set<String>) -> String? {
        guard firms != nil || limit != nil else { return nil }
        var parts = [firmCondition(table, alias), limitCondition(table, alias)].compactMap(\.self)
        let path = path.union([table.name])
        for reference in table.references where !path.contains(reference.table) {
            guard let other = schema.tables[reference.table], !carriesFirm(reference, table, other) || isLimited(other),
                let inner = condition(other, "r\(path.count)", path)
            else { continue }
            let columns = reference.columns.map { "\(alias).\(SQLName.quoted($0))" }
            let nulls = reference.columns.filter { table.column($0)?.isNullable == true }
            let referenced = reference.referenced.map { "r\(path.count).\(SQLName.quoted($0))" }
            let found =
                "(\(columns.joined(separator: ", "))) IN (SELECT \(referenced.joined(separator: ", ")) "
                + "FROM \(other.source) r\(path.count) WHERE \(inner))"
            let missing = nulls.map { "\(alias).\(SQLName.quoted($0)) IS NULL" }
            parts.append(missing.isEmpty ? found : "(\((missing + [found]).joined(separator: " OR ")))")
        }
        if parts.isEmpty, isShared(table) { return referencedCondition(table, alias, path) }
        return parts.isEmpty ? nil : parts.joined(separator: " AND ")
    }

    private func firmCondition(_ table: SubsetSchema.Table, _ alias: String) -> String? {
        guard let firms else { return nil }
        let column = table.name == schema.firms ? "id" : schema.firmColumn
        guard table.column(column) != nil else { return nil }
        let ids = firms.map(SQLName.literal).joined(separator: ", ")
        return "\(alias).\(SQLName.quoted(column)) IN (\(ids))"
    }

    private func limitCondition(_ table: SubsetSchema.Table, _ alias: String) -> String? {
        guard let limit, table.name == subject, let key = table.primaryKey.last.map(SQLName.quoted) else { return nil }
        let inner = firmCondition(table, "s").map { " WHERE \($0)" } ?? ""
        let firm =
            table.column(schema.firmColumn) == nil ? "" : "PARTITION BY s.\(SQLName.quoted(schema.firmColumn)) "
        return """
            \(alias).\(key) IN (SELECT n.key FROM (SELECT s.\(key) AS key, row_number() OVER (\(firm)ORDER BY s.\(key)) \
            AS place FROM \(table.source) s\(inner)) n WHERE n.place <= \(limit))
            """
    }

    /// Whether rows of one firm can only refer to rows of the same firm.
    private func carriesFirm(
        _ reference: SubsetSchema.Reference,
        _ table: SubsetSchema.Table,
        _ other: SubsetSchema.Table
    ) -> Bool {
        let wanted = other.name == schema.firms ? "id" : schema.firmColumn
        return zip(reference.columns, reference.referenced).contains { $0 == schema.firmColumn && $1 == wanted }
    }

    /// Whether rows of the table are left out because their subject is.
    private func isLimited(_ table: SubsetSchema.Table) -> Bool {
        limit != nil && ReferencePaths(schema).reaches(table.name, subject)
    }

    /// Whether the table has rows of no firm.
    private func isShared(_ table: SubsetSchema.Table) -> Bool {
        table.name != schema.firms && table.column(schema.firmColumn) == nil
            && !ReferencePaths(schema).reaches(table.name, schema.firms)
    }

    /// Returns the condition for rows that others refer to; nil if no table refers to this one.
    private func referencedCondition(
        _ table: SubsetSchema.Table,
        _ alias: String,
        _ path: Set<String>
    ) -> String? {
        var parts: [String] = []
        for name in tables where !path.contains(name) {
            guard let other = schema.tables[name] else { continue }
            for reference in other.references where reference.table == table.name {
                let inner = "u\(path.count)"
                let columns = reference.referenced.map { "\(alias).\(SQLName.quoted($0))" }.joined(separator: ", ")
                let found = reference.columns.map { "\(inner).\(SQLName.quoted($0))" }.joined(separator: ", ")
                let condition = condition(other, inner, path).map { " WHERE \($0)" } ?? ""
                parts.append("(\(columns)) IN (SELECT \(found) FROM \(other.source) \(inner)\(condition))")
            }
        }
        return parts.isEmpty ? nil : "(\(parts.joined(separator: " OR ")))"
    }
}
