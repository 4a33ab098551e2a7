import FoundationEssentials

/// An entry of the stack's history: what the stack was, or what changed, at a moment.
package struct HistoryEntry: Hashable, Sendable, Codable {
    package enum Content: Hashable, Sendable {
        /// The whole stack. Later entries are changes of it.
        case snapshot(StackSnapshot)
        case event(StackEvent)
        /// The status of the seed data, which is complete.
        case data(DataStatus)
        /// The supervisor is gone. The stack is unknown until the next snapshot.
        case ended
    }

    /// Nanoseconds since 1970.
    package var atNs: Int64
    package var content: Content

    package init(atNs: Int64, _ content: Content) {
        self.atNs = atNs
        self.content = content
    }

    // MARK: Codable, as {"at_ns": …, "event": {…}}

    private enum CodingKeys: CodingKey { case atNs, snapshot, event, data, ended }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        atNs = try container.decode(Int64.self, forKey: .atNs)
        if let snapshot = try container.decodeIfPresent(StackSnapshot.self, forKey: .snapshot) {
            content = .snapshot(snapshot)
        } else if let event = try container.decodeIfPresent(StackEvent.self, forKey: .event) {
            content = .event(event)
        } else if let data = try container.decodeIfPresent(DataStatus.self, forKey: .data) {
            content = .data(data)
        } else {
            _ = try container.decode(Bool.self, forKey: .ended)
            content = .ended
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(atNs, forKey: .atNs)
        switch content {
        case .snapshot(let snapshot): try container.encode(snapshot, forKey: .snapshot)
        case .event(let event): try container.encode(event, forKey: .event)
        case .data(let data): try container.encode(data, forKey: .data)
        case .ended: try container.encode(true, forKey: .ended)
        }
    }
}

/// The stack as it was at a moment, with what led there.
package struct PastStack: Hashable, Sendable {
    /// The last events of the supervisor that ran then, at most this many.
    package static let eventLimit = 500

    /// Nanoseconds since 1970.
    package let momentNs: Int64
    package private(set) var snapshot: StackSnapshot
    /// Oldest first.
    package private(set) var events: [StackEvent] = []
    /// Whether a supervisor ran at that moment. Otherwise the snapshot is what its predecessor left.
    package private(set) var hasSupervisor = true
    /// When the event before the moment happened, and the one after it; nil if there is none among the entries.
    package private(set) var previousNs: Int64?
    package private(set) var nextNs: Int64?

    /// - Parameter entries: in their order; those after the moment only say when the next event happened.
    /// - Returns: nil if no entry up to the moment is a snapshot.
    package init?(_ entries: [HistoryEntry], at momentNs: Int64) {
        let before = entries.filter { $0.atNs <= momentNs }
        guard let start = before.lastIndex(where: \.isSnapshot), case .snapshot(let snapshot) = before[start].content
        else { return nil }
        self.momentNs = momentNs
        self.snapshot = snapshot
        // A history that is continued in another file begins with a snapshot of the same supervisor.
        let first = before[..<start].lastIndex { $0.isOfAnother(snapshot.supervisor) } ?? -1
        for (index, entry) in before.enumerated() where index > first {
            switch entry.content {
            case .snapshot: break
            case .event(let event):
                if index > start { self.snapshot.apply(event) }
                events.append(event)
            case .data(let data): if index > start { self.snapshot.data = data }
            case .ended: if index > start { hasSupervisor = false }
            }
        }
        events = events.suffix(Self.eventLimit)
        for index in self.snapshot.services.indices { self.snapshot.services[index].age(to: momentNs) }
        previousNs = before.last { $0.isEvent && $0.atNs < momentNs }?.atNs
        nextNs = entries.filter { $0.isEvent && $0.atNs > momentNs }.map(\.atNs).min()
    }
}

extension ServiceStatus {
    /// Counts the uptime up to a moment.
    fileprivate mutating func age(to momentNs: Int64) {
        guard uptimeS != nil, let startedAt else { return }
        uptimeS = Int(max(0, Double(momentNs) / 1e9 - startedAt.timeIntervalSince1970))
    }
}

extension HistoryEntry {
    fileprivate var isSnapshot: Bool {
        if case .snapshot = content { true } else { false }
    }

    fileprivate var isEvent: Bool {
        if case .event = content { true } else { false }
    }

    /// Whether it is the end of a supervisor, or the snapshot of another one than this.
    fileprivate func isOfAnother(_ supervisor: StackSnapshot.SupervisorInfo) -> Bool {
        switch content {
        case .ended: true
        case .snapshot(let snapshot): snapshot.supervisor != supervisor
        case .event, .data: false
        }
    }
}
