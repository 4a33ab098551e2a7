import ControlAPI
import FoundationEssentials
import Foundations

/// The collections and aliases in an undo folder, as they were before an operation.
struct KeptSearch: Hashable, Sendable, Codable {
    struct Collection: Hashable, Sendable, Codable {
        enum State: Hashable, Sendable, Codable {
            /// The operation did not change the collection's definition.
            case untouched
            /// The collection did not exist.
            case absent
            /// The collection's definition as JSON.
            case defined(String)
        }

        var name: String
        var state = State.untouched
        /// Documents that were changed or removed, each as one line of JSON.
        var documents: [String] = []
        /// The ids of documents that did not exist.
        var missing: [String] = []
        /// All synonyms and overrides; nil if the operation did not touch them.
        var extras: [SearchExtra]?
    }

    struct Alias: Hashable, Sendable, Codable {
        var name: String
        /// The target of the alias; nil if the alias did not exist.
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

    /// Restores collections and aliases. Does not touch what already matches.
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
