import Diagnostics
import OrderedCollections
import YAMLTree

/// The phases that process a single file: read, interpolate, validate, expand to long form, resolve paths.
final class FilePhases {
    /// The largest number of file reads in one load, counting each reference to an include or base.
    private static let fileLimit = 1000

    let files: any FileAccess
    let log: ProblemLog
    let merger: MergePhase
    let home: String?
    /// Whether a file could not be read or parsed, in which case missing definitions may be in that file.
    private(set) var hasUnreadable = false
    private var fileCount = 0

    init(files: any FileAccess, log: ProblemLog, home: String?) {
        self.files = files
        self.log = log
        self.home = home
        merger = MergePhase(log: log)
    }

    /// Returns the raw trees of the file's documents, each to be merged over the one before, or none after reporting
    /// the reason.
    /// - Parameter mayBeEmpty: Whether a file with nothing but comments is accepted; it changes nothing.
    func parse(_ file: SourceFile, reference: Node? = nil, mayBeEmpty: Bool = false) -> [Node] {
        fileCount += 1
        guard fileCount <= Self.fileLimit else {
            let place = reference?.location ?? SourceLocation(file: file.display, line: 1, column: 1)
            log.report("too-many-files", "the project has more than \(Self.fileLimit) files", at: place)
            hasUnreadable = true
            return []
        }
        let reader = YAMLReader(files: files, log: log)
        let trees = reader.documents(of: file, reference: reference, mayBeEmpty: mayBeEmpty)
        if trees == nil { hasUnreadable = true }
        return trees ?? []
    }

    /// Returns the canonical tree with absolute paths. Includes and bases are not resolved.
    ///
    /// - Parameters:
    ///   - isBase: Whether services may be empty: they are only extended, or may be defined elsewhere.
    ///   - defined: The services that earlier files define.
    func canonical(
        _ tree: Node,
        _ file: SourceFile,
        isBase: Bool = false,
        over defined: Set<String> = [],
        lookup: @escaping (String) -> String?
    ) -> Node {
        var interpolation = InterpolationPhase(lookup: lookup, log: log)
        let interpolated = interpolation.run(tree)
        let checked = SchemaPhase(log: log, isBase: isBase, defined: defined)
            .run(SpellingPhase(merger: merger).run(interpolated))
        let canonical = CanonicalPhase(log: log).run(checked)
        return PathPhase(file: file, home: home, files: files, log: log).run(canonical)
    }
}
