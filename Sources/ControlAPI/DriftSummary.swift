import LogAnalysis

/// A description of the differences from the seed, which a reset would discard.
///
/// `2 of your tables (my_work, 1,002 rows; dev.x, about 5,000,000 rows), 1 policy dropped on clients (tenant), 12 rows
/// of tidewater-tax`. Names are chosen by developers and are sanitized here.
package struct DriftSummary: Hashable, Sendable {
    /// One phrase per kind of change and per firm, without a full stop.
    package let phrases: [String]

    private static let longestList = 3
    private static let longestSentence = 8

    /// - Parameters:
    ///   - changes: database changes that belong to no firm.
    ///   - firms: the drift of each firm, by store.
    ///   - shared: drift in stores that does not belong to a single firm.
    package init(
        changes: [DatabaseChange],
        firms: [(name: String, drifts: [(store: String, drift: DataStatus.Drift)])],
        shared: [(store: String, drift: DataStatus.Drift)] = []
    ) {
        phrases =
            Self.changes(changes) + firms.compactMap { Self.firm($0.name, $0.drifts) }
            + shared.compactMap { Self.shared($0.store, $0.drift) }
    }

    /// Describes the differences in the last measured status.
    /// - Parameter firm: the slug of the only firm to be reset. The database's objects are then left alone.
    package init(_ status: DataStatus, firm: String? = nil) {
        let firms = status.firms.filter { firm == nil || $0.slug == firm }
        self.init(
            changes: firm == nil ? status.databaseChanges : [],
            firms: firms.map { ($0.slug, $0.stores.compactMap { store in store.drift.map { (store.name, $0) } }) },
            shared: firm == nil ? status.sharedDrift.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } : []
        )
    }

    /// Describes the differences that an operation found.
    package init(_ outcome: DataOutcome) {
        var order: [String] = []
        var drifts: [String: [(store: String, drift: DataStatus.Drift)]] = [:]
        for part in outcome.parts {
            guard let firm = part.firm else { continue }
            if drifts[firm] == nil { order.append(firm) }
            drifts[firm, default: []].append((part.store, part.drift))
        }
        self.init(
            changes: outcome.databaseChanges,
            firms: order.map { ($0, drifts[$0] ?? []) },
            shared: outcome.parts.filter { $0.firm == nil }.map { ($0.store, $0.drift) }
        )
    }

    package var isEmpty: Bool { phrases.isEmpty }

    /// All phrases as one sentence, with long lists truncated; empty if nothing differs.
    package var sentence: String {
        let hidden = phrases.count - Self.longestSentence
        guard hidden > 1 else { return phrases.joined(separator: ", ") }
        return (phrases.prefix(Self.longestSentence) + ["and \(hidden) more"]).joined(separator: ", ")
    }

    // MARK: Parts

    /// Describes drift that does not belong to a single firm: schemas, aliases and the like.
    private static func shared(_ store: String, _ drift: DataStatus.Drift) -> String? {
        guard drift.total > 0 else { return nil }
        return "\(counted(drift.total, "setting")) of \(store) for all firms"
    }

    private static func firm(_ name: String, _ drifts: [(store: String, drift: DataStatus.Drift)]) -> String? {
        let amounts = drifts.filter { $0.drift.total > 0 }.map { counted($0.drift.total, item(of: $0.store)) }
        guard !amounts.isEmpty else { return nil }
        return "\(list(amounts)) of \(plain(name))"
    }

    /// Groups changes by kind and by what happened.
    private static func changes(_ changes: [DatabaseChange]) -> [String] {
        var groups: [[DatabaseChange]] = []
        for change in changes {
            if let index = groups.firstIndex(where: { $0[0].kind == change.kind && $0[0].change == change.change }) {
                groups[index].append(change)
            } else {
                groups.append([change])
            }
        }
        return groups.map(phrase)
    }

    private static func phrase(_ group: [DatabaseChange]) -> String {
        let first = group[0]
        switch (first.kind, first.change) {
        case (.rows, _):
            let total = group.reduce(0) { $0 + ($1.drift?.total ?? 0) }
            let tables = group.map { "\(plain($0.name)), \(counted($0.drift?.total ?? 0, "row"))" }
            return "\(counted(total, "row")) of no firm (\(cut(tables)))"
        case (.largeObjects, _):
            return "\(counted(first.rows?.count ?? 0, "large object")) \(first.change.rawValue)"
        case (.table, .added), (.materializedView, .added):
            let noun = first.kind == .table ? "table" : "materialized view"
            let names = group.map { change in
                plain(change.name) + (change.rows.map { ", " + described($0) } ?? "")
            }
            return "\(grouped(group.count)) of your \(noun)s (\(cut(names)))"
        case (.roleAttribute, .dropped) where group.allSatisfy { $0.name == "role" }:
            return "\(counted(group.count, "role")) dropped (\(cut(group.map { plain($0.role ?? "") })))"
        default:
            let words = "\(counted(group.count, first.kind.noun, first.kind.plural)) \(first.change.rawValue)"
            if group.count == 1, let table = first.table, !first.kind.isPartOfTable {
                return "\(words) on \(plain(table))" + (first.name.isEmpty ? "" : " (\(plain(first.name)))")
            }
            return "\(words) (\(cut(group.map(name))))"
        }
    }

    /// Returns the name of a change's object, qualified by its table or role.
    package static func name(_ change: DatabaseChange) -> String {
        if let role = change.role { return "\(plain(change.name)) of \(plain(role))" }
        guard let table = change.table else { return plain(change.name) }
        if change.name.isEmpty { return plain(table) }
        return change.kind.isPartOfTable
            ? "\(plain(table)).\(plain(change.name))" : "\(plain(change.name)) on \(plain(table))"
    }

    /// `1,002 rows`, or `about 5,000,000 rows`.
    package static func described(_ rows: DatabaseChange.RowCount) -> String {
        (rows.isEstimate ? "about " : "") + counted(rows.count, "row")
    }

    private static func item(of store: String) -> String {
        switch store {
        case "postgres": "row"
        case "redis": "key"
        case "s3": "object"
        case "typesense": "search document"
        case "temporal": "workflow"
        case "clamav": "file"
        default: "item"
        }
    }

    // MARK: Texts

    private static func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
    }

    private static func grouped(_ number: Int) -> String {
        var digits = Array(String(number.magnitude))
        for index in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: index) }
        return (number < 0 ? "-" : "") + String(digits)
    }

    private static func cut(_ names: [String]) -> String {
        let hidden = names.count - longestList
        guard hidden > 1 else { return names.joined(separator: "; ") }
        return (names.prefix(longestList) + ["and \(grouped(hidden)) more"]).joined(separator: "; ")
    }

    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Sanitizes a developer-chosen name: removes escape sequences, replaces control characters and limits the length.
    private static func plain(_ name: String) -> String {
        var text = String.UnicodeScalarView()
        for case .scalar(let scalar) in ControlSequenceScanner(name) {
            text.append(
                TerminalSanitizer.picture(of: scalar) ?? (TerminalSanitizer.isDeceptive(scalar) ? "\u{FFFD}" : scalar)
            )
        }
        let plain = String(text)
        return plain.count > 63 ? plain.prefix(62) + "…" : plain
    }
}

extension DatabaseChange.Kind {
    package var noun: String {
        switch self {
        case .table, .view, .column, .constraint, .index, .policy, .trigger, .rule, .function, .type, .sequence,
            .schema,
            .owner, .comment, .object:
            rawValue
        case .`extension`: "extension"
        case .materializedView: "materialized view"
        case .columnType: "column type"
        case .columnDefault: "default"
        case .notNull: "NOT NULL"
        case .primaryKey: "primary key"
        case .statistics: "statistics object"
        case .rowSecurity: "row-level security setting"
        case .grant: "set of privileges"
        case .defaultPrivileges: "set of default privileges"
        case .roleAttribute: "role attribute"
        case .largeObjects: "large object"
        case .rows: "row"
        }
    }

    fileprivate var plural: String {
        switch self {
        case .index: "indexes"
        case .policy: "policies"
        case .notNull: "NOT NULLs"
        case .grant: "sets of privileges"
        case .defaultPrivileges: "sets of default privileges"
        default: noun + "s"
        }
    }

    /// Whether the name is meaningful only together with the table's.
    fileprivate var isPartOfTable: Bool {
        switch self {
        case .column, .columnType, .columnDefault, .notNull: true
        default: false
        }
    }
}
