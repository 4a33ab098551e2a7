/// Joins along references, with aliases of their own.
struct JoinList {
    private(set) var sql = ""
    private var count = 0

    /// Joins the table that a reference of another one leads to. Returns its alias.
    mutating func add(_ reference: SubsetSchema.Reference, of alias: String, to table: SubsetSchema.Table) -> String {
        count += 1
        let name = "j\(count)"
        let pairs = zip(reference.columns, reference.referenced).map { own, other in
            "\(name).\(SQLName.quoted(other)) = \(alias).\(SQLName.quoted(own))"
        }
        sql += " LEFT JOIN \(table.source) \(name) ON \(pairs.joined(separator: " AND "))"
        return name
    }
}

/// The ways from one table to another along references, shortest first.
struct ReferencePaths {
    enum Goal {
        /// The key of the wanted table.
        case key
        /// The id of a firm: also the column that each table may have for it.
        case firm
    }

    private let schema: SubsetSchema

    init(_ schema: SubsetSchema) { self.schema = schema }

    /// Returns the expression for the key of the row of another table that a row hangs on, and adds the joins for it.
    /// - Parameter joins: gets the tables on the way; the row's own alias is `t`.
    /// - Returns: nil if no reference leads there.
    func expression(
        from table: SubsetSchema.Table,
        to target: String,
        _ goal: Goal,
        _ joins: inout JoinList
    ) -> String? {
        let key = goal == .firm ? "id" : schema.tables[target]?.primaryKey.last
        guard let key else { return nil }
        func own(_ table: SubsetSchema.Table) -> String? {
            if table.name == target { return key }
            return goal == .firm && table.column(schema.firmColumn) != nil ? schema.firmColumn : nil
        }
        if let column = own(table) { return "t.\(SQLName.quoted(column))" }
        guard let path = path(from: table.name, where: { own($0) != nil }) else { return nil }
        var alias = "t"
        for (index, reference) in path.enumerated() {
            guard let other = schema.tables[reference.table] else { return nil }
            let column = index + 1 == path.count ? own(other) : nil
            // The reference itself may contain what is wanted.
            if let column, let place = reference.referenced.firstIndex(of: column) {
                return "\(alias).\(SQLName.quoted(reference.columns[place]))"
            }
            alias = joins.add(reference, of: alias, to: other)
            if let column { return "\(alias).\(SQLName.quoted(column))" }
        }
        return nil
    }

    func reaches(_ name: String, _ target: String) -> Bool {
        name == target || path(from: name) { $0.name == target } != nil
    }

    /// Returns the references of a shortest way to a table that is wanted. References that are never NULL come first.
    private func path(
        from start: String,
        where isWanted: (SubsetSchema.Table) -> Bool
    ) -> [SubsetSchema.Reference]? {
        var seen: Set<String> = [start]
        var waiting: [(name: String, path: [SubsetSchema.Reference])] = [(start, [])]
        while !waiting.isEmpty {
            let (name, path) = waiting.removeFirst()
            guard let table = schema.tables[name] else { continue }
            let optional = table.references.filter { mayBeNull($0, table) }
            for reference in table.references.filter({ !mayBeNull($0, table) }) + optional {
                guard let other = schema.tables[reference.table], seen.insert(other.name).inserted else { continue }
                if isWanted(other) { return path + [reference] }
                waiting.append((other.name, path + [reference]))
            }
        }
        return nil
    }

    private func mayBeNull(_ reference: SubsetSchema.Reference, _ table: SubsetSchema.Table) -> Bool {
        reference.columns.contains { table.column($0)?.isNullable == true }
    }
}
