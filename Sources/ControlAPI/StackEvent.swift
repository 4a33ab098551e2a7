package import FoundationEssentials

/// An event of the stack. Events are numbered without gaps, so that a client can resume after a disconnect.
package struct StackEvent: Hashable, Sendable, Codable {
    /// What happened, with the new state.
    package enum Payload: Hashable, Sendable {
        case serviceChanged(ServiceStatus)
        /// A service was removed from the Compose file.
        case serviceRemoved(String)
        case notice(Notice)
        /// All selected services became ready for the first time since `up`.
        case started(StartupProfile)
        /// The supervisor is stopping all services and will exit.
        case shuttingDown
    }

    /// A one-line message for the user: a leftover was cleaned up, a definition changed, a service failed or recovered.
    package struct Notice: Hashable, Sendable, Codable {
        package enum Level: String, Sendable, Codable {
            case info
            case warning
            case error
        }

        package var level: Level
        /// The service concerned; nil for the stack as a whole.
        package var service: String?
        package var message: String

        package init(level: Level, service: String? = nil, message: String) {
            self.level = level
            self.service = service
            self.message = message
        }
    }

    /// The event number, one more than that of the previous event.
    package var sequence: UInt64
    /// When the event occurred. Truncated to whole seconds when sent over the socket.
    package var at: Date
    package var payload: Payload

    package init(sequence: UInt64, at: Date, payload: Payload) {
        self.sequence = sequence
        self.at = at
        self.payload = payload
    }

    // MARK: Codable, as {"sequence": 7, "at": …, "type": "service_changed", "service": {…}}

    private enum Kind: String, Codable {
        case serviceChanged = "service_changed"
        case serviceRemoved = "service_removed"
        case notice
        case started
        case shuttingDown = "shutting_down"
    }

    private enum CodingKeys: CodingKey {
        case sequence, at, type, service, name, notice, profile
    }

    /// Decodes the flat form, in which `type` selects the payload. Throws `DecodingError`, including for an unknown
    /// type.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sequence = try container.decode(UInt64.self, forKey: .sequence)
        at = try container.decode(Date.self, forKey: .at)
        switch try container.decode(Kind.self, forKey: .type) {
        case .serviceChanged: payload = .serviceChanged(try container.decode(ServiceStatus.self, forKey: .service))
        case .serviceRemoved: payload = .serviceRemoved(try container.decode(String.self, forKey: .name))
        case .notice: payload = .notice(try container.decode(Notice.self, forKey: .notice))
        case .started: payload = .started(try container.decode(StartupProfile.self, forKey: .profile))
        case .shuttingDown: payload = .shuttingDown
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(at, forKey: .at)
        switch payload {
        case .serviceChanged(let status):
            try container.encode(Kind.serviceChanged, forKey: .type)
            try container.encode(status, forKey: .service)
        case .serviceRemoved(let name):
            try container.encode(Kind.serviceRemoved, forKey: .type)
            try container.encode(name, forKey: .name)
        case .notice(let notice):
            try container.encode(Kind.notice, forKey: .type)
            try container.encode(notice, forKey: .notice)
        case .started(let profile):
            try container.encode(Kind.started, forKey: .type)
            try container.encode(profile, forKey: .profile)
        case .shuttingDown:
            try container.encode(Kind.shuttingDown, forKey: .type)
        }
    }
}

/// An update that a subscriber of the event stream receives.
package enum StackUpdate: Hashable, Sendable {
    /// The first update, and sent again whenever the stream could not be resumed without a gap.
    case snapshot(StackSnapshot)
    case event(StackEvent)
    /// Sampled while there are subscribers. Not numbered and not stored.
    case metrics([ServiceMetrics])
    /// The current status of the seed data. Not numbered, because each update is complete.
    case data(DataStatus)
}
