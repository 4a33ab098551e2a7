import Crypto
import Diagnostics
import YAMLTree

/// The seed as its files say it at a moment: manifest, schema, rows, documents, and a hash over all of it.
///
/// What is in the files is read again when it is loaded; a set is small.
struct SeedSet: Hashable, Sendable {
    var manifest: SeedManifest
    /// The day on which the data stands, `yyyy-MM-dd`.
    var asOf: String
    var scale: Int
    /// 64 hexadecimal digits. Two sets of the same hash load the same.
    var hash: String
    var migrations: [SQLFile]
    var rules: [SQLFile]
    var checks: [SQLFile]
    var tables: [TableFile]
    var documents: [SeedDocument]
    /// The ids of the firms' own rows, in lower case, by slug.
    var firmIDs: [String: String]

    /// Raised when the same files load differently than before.
    private static let formatVersion = "4"

    /// Reads the manifest and looks at every file that it names.
    /// - Parameters:
    ///   - path: the manifest: absolute.
    ///   - asOf: another day than the manifest's, or `today`.
    ///   - scale: how many times the clients shall be there.
    /// - Throws: `SeedingError.badSeed` with all problems, each with file and line.
    static func read(
        path: String,
        displayPath: String,
        asOf: String? = nil,
        scale: Int = 1
    ) throws(SeedingError) -> SeedSet {
        let manifest = try ManifestReader(path: path, displayPath: displayPath).read()
        let day = try asOf.map(AsOfDay.resolve) ?? manifest.asOf
        var survey = SeedSurvey(manifest)
        survey.visitAll()
        guard survey.problems.isEmpty else { throw badSeed(survey.problems) }
        survey.add("format \(formatVersion) as of \(day) scale \(scale)")
        return SeedSet(
            manifest: manifest,
            asOf: day,
            scale: scale,
            hash: survey.hash,
            migrations: survey.migrations,
            rules: survey.rules,
            checks: survey.checks,
            tables: survey.tables,
            documents: survey.documents,
            firmIDs: survey.firmIDs
        )
    }

    /// Days by which every date is shifted.
    var shift: Int {
        guard let from = CalendarDay(manifest.asOf), let to = CalendarDay(asOf) else { return 0 }
        return manifest.movedBy.shift(from: from, to: to)
    }

    func scaledTable(_ name: String) -> SeedManifest.ScaledTable? { manifest.scaled.first { $0.table == name } }

    /// Problems of the seed's files, as one error.
    static func badSeed(_ problems: [Diagnostic]) -> SeedingError {
        SeedingError(
            .badSeed,
            "the seed data has errors",
            remedy: "fix them, then try again; nothing was changed",
            diagnostics: problems.inReadingOrder()
        )
    }
}
