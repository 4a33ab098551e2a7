import ControlAPI
import FoundationEssentials

/// An entry of the events pane.
struct EventEntry: Hashable, Sendable {
    /// Whole seconds, the precision of timestamps on the socket.
    var at: Date
    /// The supervisor's sequence number; nil for events observed by this client.
    var sequence: UInt64?
    /// nil for the stack as a whole.
    var service: String?
    var marker: String
    var role: Theme.Role
    /// Sanitized for display.
    var text: String

    init(
        at: Date,
        sequence: UInt64? = nil,
        service: String? = nil,
        marker: String = " ",
        role: Theme.Role,
        _ text: String
    ) {
        self.at = Date(timeIntervalSince1970: at.timeIntervalSince1970.rounded(.down))
        self.sequence = sequence
        self.service = service.map(LogSanitizer.plain)
        self.marker = marker
        self.role = role
        self.text = LogSanitizer.plain(text)
    }

    /// Creates an entry for a status change; nil if the change is not worth an entry.
    init?(_ new: ServiceStatus, after old: ServiceStatus?, at: Date, sequence: UInt64? = nil, glyphs: Glyphs) {
        let hasChanged = old?.state != new.state || old?.health != new.health
        guard let text = hasChanged ? Self.words(new, after: old) : Self.probeWords(new, after: old) else { return nil }
        let shown = ServicePresentation(new, glyphs: glyphs)
        self.init(
            at: at,
            sequence: sequence,
            service: new.name,
            marker: shown.marker,
            role: hasChanged ? shown.role : .muted,
            text
        )
    }

    /// Creates an entry for a supervisor notice.
    init(_ notice: StackEvent.Notice, at: Date, sequence: UInt64) {
        let role: Theme.Role =
            switch notice.level {
            case .info: .text
            case .warning: .warning
            case .error: .error
            }
        self.init(at: at, sequence: sequence, service: notice.service, role: role, notice.message)
    }

    private static func words(_ new: ServiceStatus, after old: ServiceStatus?) -> String {
        func with(_ reason: String?, _ words: String) -> String { reason.map { "\(words): \($0)" } ?? words }
        return switch new.state {
        case .waiting, .preparing, .stopping, .stopped, .completed:
            ServicePresentation(new, glyphs: .unicode).words
        case .starting: new.restarts > 0 ? "restarting (restart \(new.restarts))" : "starting"
        case .running:
            switch new.health {
            case .healthy: old?.health == .unhealthy ? "healthy again" : "healthy"
            case .unhealthy: with(new.probe?.message, "unhealthy")
            case .starting: "running\(new.pid.map { ", pid \($0)" } ?? ""); not ready yet"
            case .some(.none), nil: "running"
            }
        case .paused: "paused outside of cpadev"
        case .unreachable: with(new.reason, "unreachable")
        case .backoff: with(new.reason ?? new.lastExit, "ended, restarting")
        case .gaveUp: with(new.reason, "gave up")
        case .failed: with(new.reason ?? new.lastExit, "failed")
        case .skipped: with(new.reason, "skipped")
        case .unavailable: with(new.reason, "unavailable")
        }
    }

    /// The text for a probe that starts to fail or fails differently while the state stays the same.
    private static func probeWords(_ new: ServiceStatus, after old: ServiceStatus?) -> String? {
        guard new.state == .running, let probe = new.probe, !probe.succeeded else { return nil }
        guard old?.probe?.succeeded != false || old?.probe?.message != probe.message else { return nil }
        return "probe failed: \(probe.message)"
    }
}
