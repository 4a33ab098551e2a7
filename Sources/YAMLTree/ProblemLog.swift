package import Diagnostics
import OrderedCollections

/// Collects the diagnostics of one load. Not shared between threads.
///
/// The same problem at the same location is kept once; otherwise an anchor used by nine services would report it nine
/// times.
package final class ProblemLog {
    /// The largest number of problems kept. Further ones are only counted, so that a hostile file cannot fill memory.
    package static let limit = 1000
    /// The largest number of problems with hints, because finding a nearest name compares every candidate.
    private static let hintLimit = 100
    private static let noteLimit = 20

    private struct Identity: Hashable {
        var code: Diagnostic.Code
        var location: SourceLocation?
    }

    private struct GroupKey: Hashable {
        var code: Diagnostic.Code
        var message: String
    }

    private var kept: [Diagnostic] = []
    private var seen: Set<Identity> = []
    private var groups: OrderedDictionary<GroupKey, (diagnostic: Diagnostic, surplus: Int)> = [:]
    private var dropped = 0
    private var hints = 0

    package init() {}

    /// Whether an error was reported.
    package private(set) var hasErrors = false

    package func report(
        _ severity: Diagnostic.Severity = .error,
        _ code: Diagnostic.Code,
        _ message: String,
        at location: SourceLocation?,
        length: Int = 1,
        notes: [Diagnostic.Note] = [],
        hint: @autoclosure () -> String? = nil
    ) {
        if severity == .error { hasErrors = true }
        guard seen.insert(Identity(code: code, location: location)).inserted || location == nil else { return }
        guard kept.count < Self.limit else {
            dropped += 1
            return
        }
        hints += 1
        kept.append(
            Diagnostic(
                severity,
                code,
                message,
                at: location,
                length: length,
                notes: notes,
                hint: hints <= Self.hintLimit ? hint() : nil
            )
        )
    }

    package func report(
        _ code: Diagnostic.Code,
        _ message: String,
        at place: some Placed,
        notes: [Diagnostic.Note] = [],
        hint: @autoclosure () -> String? = nil
    ) {
        report(.error, code, message, at: place.location, length: place.length, notes: notes, hint: hint())
    }

    package func warn(
        _ code: Diagnostic.Code,
        _ message: String,
        at place: some Placed,
        notes: [Diagnostic.Note] = [],
        hint: @autoclosure () -> String? = nil
    ) {
        report(.warning, code, message, at: place.location, length: place.length, notes: notes, hint: hint())
    }

    /// Reports a warning once for all its locations: at the first, with the others as notes.
    package func warnOnce(
        _ code: Diagnostic.Code,
        _ message: String,
        at place: some Placed,
        note: String,
        hint: String? = nil
    ) {
        guard seen.insert(Identity(code: code, location: place.location)).inserted else { return }
        let key = GroupKey(code: code, message: message)
        if groups[key] == nil {
            groups[key] = (
                Diagnostic(.warning, code, message, at: place.location, length: place.length, hint: hint), 0
            )
        } else if groups[key]?.diagnostic.notes.count ?? 0 < Self.noteLimit {
            groups[key]?.diagnostic.notes.append(Diagnostic.Note(note, at: place.location))
        } else {
            groups[key]?.surplus += 1
        }
    }

    /// Returns all diagnostics in reading order.
    package func diagnostics() -> [Diagnostic] {
        var all = kept
        for (var diagnostic, surplus) in groups.values {
            if surplus > 0 { diagnostic.notes.append(Diagnostic.Note("and in \(surplus) more places")) }
            all.append(diagnostic)
        }
        if dropped > 0 {
            let severity: Diagnostic.Severity = hasErrors ? .error : .warning
            all.append(Diagnostic(severity, "too-many-problems", "\(dropped) more problems are not shown"))
        }
        return all.inReadingOrder()
    }
}

/// Something at a place in a file, for diagnostics.
package protocol Placed {
    var location: SourceLocation { get }
    /// The number of characters to underline.
    var length: Int { get }
}

/// A place and a length.
package struct Span: Placed {
    package var location: SourceLocation
    package var length: Int

    package init(_ location: SourceLocation, length: Int = 1) {
        self.location = location
        self.length = length
    }
}

extension Node: Placed {}

extension Mapping.Entry: Placed {
    /// The location of the key.
    package var location: SourceLocation { keyLocation }
    package var length: Int { keyLength }
}

extension String {
    /// The text in single quotes, truncated if it is too long for a message.
    package var quoted: String { quoted(upTo: 60) }

    package func quoted(upTo limit: Int) -> String {
        let shown = prefix(limit)
        return shown.endIndex == endIndex ? "'\(self)'" : "'\(shown)…'"
    }
}

/// Returns a hint for a misspelt name, or nil if no candidate is close.
package func didYouMean(_ name: String, _ candidates: some Sequence<String>) -> String? {
    boundedNearestName(to: name, in: candidates).map { "did you mean '\($0)'?" }
}

/// Returns the nearest name, with bounds on the input so that the search is cheap for any file.
package func boundedNearestName(to name: String, in candidates: some Sequence<String>) -> String? {
    guard name.utf8.count <= 100 else { return nil }
    return nearestName(to: name, in: candidates.lazy.filter { $0.utf8.count <= 200 }.prefix(500))
}
