/// What stores still have to get because they were unavailable. It is written once they are available.
struct Due: Hashable, Sendable, Codable {
    /// What some stores get as a whole: a snapshot, or their state before a step.
    struct Content: Hashable, Sendable, Codable {
        enum Source: Hashable, Sendable, Codable {
            case snapshot(String)
            /// The step's id, which names its undo folder.
            case undone(String)
        }

        /// The step that this content belongs to, and whose undo keeps what it replaces.
        var step: String
        var source: Source
        var stores: Set<StoreName>

        /// The name of the snapshot; nil for the state before a step.
        var snapshot: String? {
            if case .snapshot(let name) = source { name } else { nil }
        }

        /// A description of the step for users.
        var words: String { snapshot.map { "the restore of snapshot \($0)" } ?? "the undo" }
    }

    /// The firms whose data must be written: slugs by store. In a store that awaits a content, they follow it.
    var firms: [String: Set<String>] = [:]
    /// The step that left those firms out. What is later replaced for them belongs to its undo.
    var step: String?
    /// Optional, since records of earlier versions have none.
    private var awaited: [Content]?

    init(firms: [String: Set<String>] = [:], step: String? = nil) {
        self.firms = firms
        self.step = step
    }

    var contents: [Content] {
        get { awaited ?? [] }
        set { awaited = newValue.isEmpty ? nil : newValue }
    }

    var isEmpty: Bool { firms.isEmpty && contents.isEmpty }

    /// Whether the store awaits a firm's data.
    func awaits(_ firm: String, in store: StoreName) -> Bool { firms[store.rawValue]?.contains(firm) ?? false }

    /// Whether the store awaits anything.
    func awaits(_ store: StoreName) -> Bool { firms[store.rawValue] != nil || content(of: store) != nil }

    /// The content that the store awaits.
    func content(of store: StoreName) -> Content? { contents.first { $0.stores.contains(store) } }

    mutating func add(_ slugs: some Sequence<String>, in store: StoreName) {
        firms[store.rawValue, default: []].formUnion(slugs)
    }

    mutating func remove(_ firm: String, in store: StoreName) {
        firms[store.rawValue]?.remove(firm)
        if firms[store.rawValue]?.isEmpty == true { firms[store.rawValue] = nil }
    }

    /// Removes the contents of stores, all or those of one step.
    mutating func removeContents(of stores: Set<StoreName>, step: String? = nil) {
        contents = contents.compactMap { content in
            guard step == nil || content.step == step else { return content }
            var content = content
            content.stores.subtract(stores)
            return content.stores.isEmpty ? nil : content
        }
    }

    /// Updates which shares are due. One that was skipped because its store was unavailable is written when the store
    /// becomes available. One that failed is not, since the failure was reported.
    mutating func note(_ parts: [SeedRunner.Part]) {
        for part in parts {
            guard let firm = part.firm else { continue }
            if part.isSkipped {
                add([firm], in: part.store)
            } else {
                remove(firm, in: part.store)
            }
        }
    }
}
