import FoundationEssentials
import Subset
import YAMLTree

/// Searches a pulled set for original values.
struct LeakScan: Sendable {
    /// A cell that contains an original value.
    struct Leak: Hashable, Sendable {
        var table: String
        var column: String
        var file: String
        var line: Int
    }

    /// The cells that are looked at again at most.
    private static let limit = 10_000

    let directory: String
    let plans: [String: TablePlan]
    private(set) var cells = 0
    private var suspects: [(hash: UInt64, leak: Leak)] = []

    init(_ directory: String, _ plans: [TablePlan]) {
        self.directory = directory
        self.plans = Dictionary(plans.map { ($0.table, $0) }) { $1 }
    }

    /// Searches all files of a firm.
    mutating func search(_ slug: String, for originals: inout OriginalValues) throws {
        let folder = "\(directory)/firms/\(slug)"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where name.hasSuffix(".csv") {
            try Task.checkCancellation()
            guard let plan = plans[TableFile.table(ofFile: name)] else { continue }
            let bytes = try LocalFiles().read("\(folder)/\(name)", limit: TableFile.sizeLimit)
            try search(CSVText(bytes: bytes), plan, "firms/\(slug)/\(name)", &originals)
        }
    }

    private mutating func search(
        _ text: CSVText,
        _ plan: TablePlan,
        _ file: String,
        _ originals: inout OriginalValues
    ) throws {
        let columns = plan.resultColumns.enumerated().filter { $0.element.isText && !$0.element.rule.isListed }
        guard !columns.isEmpty else { return }
        var reader = CSVText.Reader(text)
        _ = try reader.next()
        while let record = try reader.next() {
            for (index, column) in columns {
                let field = record.fields[index]
                cells += 1
                // Quotes and doubled quotes separate words, as quotes do.
                let hash = text.bytes.withUnsafeBytes { bytes in
                    originals.suspect(
                        in: UnsafeRawBufferPointer(rebasing: bytes[field]),
                        isSensitive: column.rule.isSensitive
                    )
                }
                guard let hash, suspects.count < Self.limit else { continue }
                let leak = Leak(table: plan.table, column: column.name, file: file, line: record.line)
                suspects.append((hash, leak))
            }
        }
    }

    /// Returns the cells that really contain an original value.
    func leaks(_ file: OriginalsFile) throws(SeedingError) -> [Leak] {
        let found = try file.contained(of: Set(suspects.map(\.hash)))
        return suspects.filter { found.contains($0.hash) }.map(\.leak)
    }

    /// - Throws: `SeedingError.refused` with the first leaks.
    static func refuse(_ leaks: [Leak]) throws(SeedingError) {
        guard !leaks.isEmpty else { return }
        let columns = Set(leaks.map { "\($0.table).\($0.column)" }).sorted()
        let shown = leaks.prefix(5).map { "\($0.table).\($0.column) (\($0.file):\($0.line))" }
        let more = leaks.count > 5 ? "; \(leaks.count) cells in all" : ""
        throw SeedingError(
            .refused,
            "original values are left in the result, so it was thrown away: \(shown.joined(separator: ", "))\(more)",
            remedy: "give \(columns.joined(separator: ", ")) a rule other than keep"
        )
    }
}
