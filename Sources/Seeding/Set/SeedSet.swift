import ControlAPI
import Crypto
import Diagnostics
import Foundations
import YAMLTree

/// A seed as its files define it: manifest, schema, tables, documents, and a hash over all of them.
///
/// A set is small: it does not hold the rows and documents, which are read again when the seed is loaded.
struct SeedSet: Hashable, Sendable {
    var name = SeedSetName.demo
    var manifest: SeedManifest
    /// The reference day of the data, `yyyy-MM-dd`.
    var asOf: String
    var scale: Int
    /// A hex SHA-256. Sets with the same hash load the same data.
    var hash: String
    var migrations: [SQLFile]
    var rules: [SQLFile]
    var checks: [SQLFile]
    var tables: [TableFile]
    var documents: [SeedDocument]
    /// The lowercase ids of the firms' rows by slug.
    var firmIDs: [String: String]
    /// What the stores need to know of the seed.
    var stores: StoreSettings

    /// Must be raised when a new version of cpadev loads the same files differently.
    private static let formatVersion = "4"

    /// Reads the manifest and surveys every file that it names.
    /// - Parameters:
    ///   - path: the absolute path of the manifest.
    ///   - asOf: a day that overrides the manifest's, or `today`.
    ///   - scale: the multiple of clients to load.
    /// - Throws: `SeedingError.badSeed` with all problems and their locations.
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
            firmIDs: survey.firmIDs,
            stores: StoreSettings(manifest, schemas: survey.schemas)
        )
    }

    /// The number of days by which every date is shifted.
    var shift: Int {
        guard let from = CalendarDay(manifest.asOf), let to = CalendarDay(asOf) else { return 0 }
        return manifest.movedBy.shift(from: from, to: to)
    }

    func scaledTable(_ name: String) -> SeedManifest.ScaledTable? { manifest.scaled.first { $0.table == name } }

    /// Returns one error for all problems of the seed's files.
    static func badSeed(_ problems: [Diagnostic]) -> SeedingError {
        SeedingError(
            .badSeed,
            "the seed data has errors",
            remedy: "fix them, then try again; nothing was changed",
            diagnostics: problems.inReadingOrder()
        )
    }
}
