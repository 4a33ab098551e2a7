import Subset
import Synchronization

/// What a pull keeps in memory while rows pass through it on the connection's thread.
final class PullWork: Sendable {
    private struct State {
        var masker: RowMasker
        var originals: OriginalValues
        var line: [UInt8] = []
    }

    /// Hashes of originals that wait in memory before they are written.
    private static let waiting = 64 << 10

    private let state: Mutex<State>
    let originalsFile: OriginalsFile

    /// - Parameter originals: the path of the file for the hashes of originals.
    init(_ key: FakeKey, weeks: Int, originals: String) {
        let seed = key.number("originals", "")
        state = Mutex(State(masker: RowMasker(key: key, weeks: weeks), originals: OriginalValues(seed: seed)))
        originalsFile = OriginalsFile(originals)
    }

    /// Remembers the originals of a row.
    func remember(_ row: UnsafeRawBufferPointer, _ plan: TablePlan) throws(SeedingError) {
        let hashes = state.withLock { state in
            state.masker.remember(row, plan, in: &state.originals)
            return state.originals.waiting < Self.waiting ? [] : state.originals.takeAdded()
        }
        if !hashes.isEmpty { try originalsFile.append(hashes) }
    }

    /// Writes the originals that wait in memory.
    func saveOriginals() throws(SeedingError) {
        let hashes = state.withLock { $0.originals.takeAdded() }
        if !hashes.isEmpty { try originalsFile.append(hashes) }
    }

    /// Makes a row harmless and passes it on: the line of CSV, the id of its firm and its document.
    func mask(
        _ row: UnsafeRawBufferPointer,
        _ plan: TablePlan,
        _ write: ([UInt8], [UInt8], RowMasker.Document?) throws(SeedingError) -> Void
    ) throws {
        try state.withLock { state in
            state.line.removeAll(keepingCapacity: true)
            try state.masker.mask(row, plan, avoiding: &state.originals, into: &state.line)
            try write(state.line, state.masker.firm, state.masker.document)
        }
    }

    /// Returns the slugs that firms have in the set, by their ids.
    func slugs(
        of firms: [(id: String, slug: String)],
        _ plan: TablePlan?
    ) throws -> [(id: String, slug: String)] {
        guard let column = plan?.columns.first(where: { $0.name == "slug" }) else { return firms }
        return try state.withLock { state in
            try firms.map { ($0.id, try state.masker.text(for: $0.slug, column, avoiding: &state.originals)) }
        }
    }

    /// Searches a firm's files for originals.
    func search(_ slug: String, _ scan: inout LeakScan) throws {
        var copy = scan
        try state.withLock { state in try copy.search(slug, for: &state.originals) }
        scan = copy
    }
}
