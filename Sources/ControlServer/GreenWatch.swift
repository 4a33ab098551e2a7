package import ControlAPI
import FoundationEssentials
import Glibc
import Health
import StateFiles
import Supervision

/// Knows when the whole stack was last healthy, also before this supervisor: a small file keeps it, which is written
/// only when it changes.
package actor GreenWatch {
    private struct Span: Codable, Equatable {
        var fromNs: Int64
        /// nil: it still is, or its supervisor died.
        var untilNs: Int64?
    }

    private let path: String
    private var span: Span?

    /// - Parameters:
    ///   - path: the file; need not be there.
    ///   - lastSeenNs: when an earlier supervisor was last known to live, for one that died while all was well:
    ///     nanoseconds since 1970.
    package init(path: String, lastSeenNs: @Sendable () -> Int64?) {
        self.path = path
        guard let (folder, name) = Self.place(path), let bytes = try? folder.contents(of: name),
            var span = try? JSONDecoder().decode(Span.self, from: Data(bytes))
        else { return }
        if span.untilNs == nil { span.untilNs = max(span.fromNs, lastSeenNs() ?? span.fromNs) }
        self.span = span
    }

    /// Takes in how the stack is at a moment.
    func observe(_ report: StackReport, nowNs: Int64) -> GreenSpan? {
        observe(isGreen: Self.isGreen(report.services.map(\.machine.state)), nowNs: nowNs)
    }

    func observe(isGreen: Bool, nowNs: Int64) -> GreenSpan? {
        var next = span
        if isGreen {
            if span == nil || span?.untilNs != nil { next = Span(fromNs: nowNs) }
        } else if span?.untilNs == nil {
            next?.untilNs = nowNs
        }
        if next != span {
            span = next
            store()
        }
        return lastGreen
    }

    /// When the stack was last healthy as a whole, as far as it was observed; nil where it never was.
    package var lastGreen: GreenSpan? {
        span.map { GreenSpan(from: Date(nanoseconds: $0.fromNs), until: $0.untilNs.map { Date(nanoseconds: $0) }) }
    }

    /// By way of another file, so that a reader finds the old one or the new one. What the disk refuses is lost at the
    /// next start, and no more.
    private func store() {
        guard let span, let data = try? JSONEncoder().encode(span) else { return }
        guard let (folder, name) = Self.place(path) else { return }
        try? folder.replace(name, with: Array(data))
    }

    private static func place(_ path: String) -> (OwnedDirectory, String)? {
        guard let slash = path.lastIndex(of: "/"), let folder = try? OwnedDirectory(path: String(path[..<slash])) else {
            return nil
        }
        return (folder, String(path[path.index(after: slash)...]))
    }

    /// Whether something is ready, and all else is, too, but what was stopped or cannot be had.
    static func isGreen(_ states: some Sequence<ServiceStateMachine.State>) -> Bool {
        var hasReady = false
        for state in states {
            switch state {
            case .running(.healthy?), .running(nil), .completed: hasReady = true
            case .stopped, .unavailable, .skipped: continue
            case .preparing, .waiting, .starting, .running, .paused, .unreachable, .stopping, .backoff, .gaveUp,
                .failed:
                return false
            }
        }
        return hasReady
    }
}
