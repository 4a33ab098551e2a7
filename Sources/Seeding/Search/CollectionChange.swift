import ControlAPI
import Foundations

/// The change that restores a collection to a kept state, and the state it replaces.
struct CollectionChange: Sendable {
    private let kept: KeptSearch.Collection
    private let live: JSONValue?
    /// The documents to write and the ids of those to delete.
    private var wrong: [String] = []
    private var added: [String] = []
    private var isSchemaWrong = false
    private var areExtrasWrong = false
    private(set) var drift = Drift.none
    /// The current state of everything that this change replaces.
    private(set) var before: KeptSearch.Collection

    init(
        _ kept: KeptSearch.Collection,
        live: JSONValue?,
        _ client: TypesenseClient,
        _ store: SearchStore
    ) async throws {
        self.kept = kept
        self.live = live
        before = KeptSearch.Collection(name: kept.name)
        guard let live else {
            // Documents of a collection that was deleted in the meantime cannot be restored without its definition.
            guard case .defined = kept.state else { return }
            before.state = .absent
            drift.removed = 1 + kept.documents.count
            wrong = kept.documents
            areExtrasWrong = kept.extras?.isEmpty == false
            return
        }
        if kept.state == .absent {
            if let whole = try await store.whole(live) { before = whole }
            drift.added = 1
            return
        }
        if case .defined(let json) = kept.state, let definition = JSONValue(parsing: json.utf8),
            !SchemaDifference(live: live, wanted: definition).isEmpty
        {
            isSchemaWrong = true
            drift.changed += 1
            if let current = SearchStore.definition(of: live)?.1 { before.state = .defined(current.json) }
        }
        try await compareDocuments(client)
        if let extras = kept.extras {
            let current = try await client.extras(of: kept.name)
            if Set(current) != Set(extras) {
                areExtrasWrong = true
                before.extras = current
                drift.changed += 1
            }
        }
    }

    private mutating func compareDocuments(_ client: TypesenseClient) async throws {
        let documents = Self.byID(kept.documents)
        let ids = documents.keys.sorted() + kept.missing
        guard !ids.isEmpty else { return }
        // Requesting many documents by id takes longer than exporting all of them.
        let exportsAll = ids.count > Self.idLimit
        let export = exportsAll ? try await client.export(kept.name) : try await client.export(kept.name, ids: ids)
        let current = Self.byID(SearchStore.lines(export))
        for id in documents.keys.sorted() {
            guard let document = documents[id], current[id]?.value != document.value else { continue }
            wrong.append(document.line)
            if let now = current[id] {
                before.documents.append(now.line)
                drift.changed += 1
            } else {
                before.missing.append(id)
                drift.removed += 1
            }
        }
        for id in kept.missing {
            guard let now = current[id] else { continue }
            added.append(id)
            before.documents.append(now.line)
            drift.added += 1
        }
    }

    private static let idLimit = 1000

    private static func byID(_ lines: [String]) -> [String: (line: String, value: JSONValue)] {
        let pairs = lines.compactMap { line -> (String, (line: String, value: JSONValue))? in
            guard let value = JSONValue(parsing: line.utf8), let id = value["id"]?.text else { return nil }
            return (id, (line, value))
        }
        return Dictionary(pairs) { $1 }
    }

    func apply(_ client: TypesenseClient, _ store: SearchStore, keeping undo: UndoFolder?) async throws {
        switch (kept.state, live) {
        case (.absent, _): return try await client.delete(collection: kept.name)
        case (.defined(let json), nil):
            guard let definition = JSONValue(parsing: json.utf8) else { return }
            try await client.create(definition)
        case (.defined(let json), let live?):
            guard isSchemaWrong, let definition = JSONValue(parsing: json.utf8) else { break }
            let difference = SchemaDifference(live: live, wanted: definition)
            try await store.change(kept.name, live, to: definition, difference, keeping: undo)
        case (.untouched, _): break
        }
        try await client.write(wrong, to: kept.name) { _ in }
        try await store.delete(added, from: kept.name)
        if areExtrasWrong, let extras = kept.extras {
            let current = try await client.extras(of: kept.name)
            for extra in current where !extras.contains(extra) { try await client.delete(extra, of: kept.name) }
            for extra in extras where !current.contains(extra) { try await client.put(extra, of: kept.name) }
        }
    }
}
