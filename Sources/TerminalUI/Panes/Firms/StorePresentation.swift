import ControlAPI

/// The presentation of the state of a firm's data in a store.
struct StorePresentation {
    var marker: String
    var role: Theme.Role
    var words: (long: String, short: String)

    init(_ store: DataStatus.Store, glyphs: Glyphs) {
        switch store.state {
        case .seeded:
            let drift = DriftWords([store])
            (marker, role) = (glyphs.healthy, drift.isEmpty ? .healthy : .warning)
            words = (drift.long, drift.short)
        case .pending: (marker, role, words) = (glyphs.waiting, .waiting, ("pending", "pending"))
        case .working: (marker, role, words) = (glyphs.starting, .starting, ("working", "working"))
        case .unavailable: (marker, role, words) = (glyphs.unavailable, .unavailable, ("unavailable", "unavailable"))
        case .failed: (marker, role, words) = (glyphs.failed, .failed, ("failed", "failed"))
        }
    }
}
