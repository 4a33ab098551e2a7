import ControlAPI
import FoundationEssentials

/// Collections and aliases as they were before an operation, in an undo folder.
struct KeptSearch: Hashable, Sendable, Codable {
    struct Collection: Hashable, Sendable, Codable {
        enum State: Hashable, Sendable, Codable {
            /// The operation did nothing to the collection itself.
            case untouched
            /// There was no such collection.
            case absent
            /// What makes it, as JSON.
            case defined(String)
        }

        var name: String
        var state = State.untouched
        /// Documents that were changed or removed, as JSON in one line.
        var documents: [String] = []
        /// The ids of documents that were not there.
        var missing: [String] = []
        /// All synonyms and overrides; nil where they were not touched.
        var extras: [SearchExtra]?
    }

    struct Alias: Hashable, Sendable, Codable {
        var name: String
        /// Where it led; nil where there was no such alias.
        var collection: String?
    }

    var collections: [Collection]
    var aliases: [Alias] = []

    var isEmpty: Bool { collections.isEmpty && aliases.isEmpty }

    private static let fileName = "search.json"

    func write(to part: UndoPart.Writer) throws { try part.write(Self.fileName, as: self) }

    init(collections: [Collection], aliases: [Alias] = []) {
        self.collections = collections
        self.aliases = aliases
    }

    init(reading part: UndoPart) throws { self = try part.read(KeptSearch.self, from: Self.fileName) }
}

extension SearchStore {
    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift] {
        let parts = undo.kept(of: .typesense)
        guard !parts.isEmpty else { return [:] }
        try await client.waitUntilApplied()
        var drifts: [String: Drift] = [:]
        for (number, part) in parts.enumerated() {
            progress(number, parts.count)
            drifts[part.firm, default: .none] =
                try await put(KeptSearch(reading: part), firm: part.firm, keeping: redo)
                + drifts[part.firm, default: .none]
        }
        progress(parts.count, parts.count)
        return drifts
    }

    /// Makes collections and aliases what they were. What is so already is not touched.
    func put(_ kept: KeptSearch, firm: String, keeping undo: UndoFolder?) async throws -> Drift {
        let live = try await client.collections()
        let aliases = try await client.aliases()
        var changes: [CollectionChange] = []
        for collection in kept.collections {
            let current = live.first { $0["name"]?.text == collection.name }
            changes.append(try await CollectionChange(collection, live: current, client, self))
        }
        let wrongAliases = kept.aliases.filter { aliases[$0.name] != $0.collection }
        var drift = changes.reduce(Drift.none) { $0 + $1.drift }
        for alias in wrongAliases {
            switch (alias.collection, aliases[alias.name]) {
            case (nil, _): drift.added += 1
            case (_, nil): drift.removed += 1
            default: drift.changed += 1
            }
        }
        try await undo?.keep(.typesense, firm: firm, drift: drift) { part in
            let before = wrongAliases.map { KeptSearch.Alias(name: $0.name, collection: aliases[$0.name]) }
            let collections = changes.filter { $0.drift != .none }.map(\.before)
            try KeptSearch(collections: collections, aliases: before).write(to: part)
        }
        for change in changes where change.drift != .none { try await change.apply(client, self, keeping: undo) }
        for alias in wrongAliases {
            if let collection = alias.collection {
                try await client.setAlias(alias.name, to: collection)
            } else {
                try await client.delete(alias: alias.name)
            }
        }
        return drift
    }
}
