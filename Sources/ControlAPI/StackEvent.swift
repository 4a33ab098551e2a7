package import FoundationEssentials

/// Something that happened to the stack. Numbered without gaps, so that a client can resume after a break.
package struct StackEvent: Hashable, Sendable, Codable {
    /// What happened, with what is new.
    package enum Payload: Hashable, Sendable {
        /// A service's status is now this one.
        case serviceChanged(ServiceStatus)
        /// A service left the Compose file.
        case serviceRemoved(String)
        /// Something to tell a person.
        case notice(Notice)
        /// Every selected service is ready for the first time since `up`.
        case started(StartupProfile)
        /// The supervisor stops everything and ends.
        case shuttingDown
    }

    /// A line for people: a leftover was cleaned up, a definition changed, a service failed or recovered.
    package struct Notice: Hashable, Sendable, Codable {
        /// How much it matters.
        package enum Level: String, Sendable, Codable {
            case info
            case warning
            case error
        }

        /// How much it matters.
        package var level: Level
        /// The name of the service it is about; nil: the stack as a whole.
        package var service: String?
        /// The line itself, without a newline at its end.
        package var message: String

        /// A notice about the stack as a whole, unless a service is named.
        package init(level: Level, service: String? = nil, message: String) {
            self.level = level
            self.service = service
            self.message = message
        }
    }

    /// Its number, one more than that of the event before.
    package var sequence: UInt64
    /// When it happened; whole seconds once it has gone over the socket.
    package var at: Date
    /// What happened.
    package var payload: Payload

    /// An event with its number and time.
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

    /// Reads the flat form, in which `type` tells the payload. Throws `DecodingError`, also for an unknown type.
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

    /// Writes the flat form, in which `type` tells the payload.
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

/// What a subscriber of the event stream receives.
package enum StackUpdate: Hashable, Sendable {
    /// Comes first, and again wherever the stream could not be resumed without a gap.
    case snapshot(StackSnapshot)
    case event(StackEvent)
    /// Sampled while somebody listens; not numbered and not kept.
    case metrics([ServiceMetrics])
    /// The seed data is now this; not numbered, as each says everything.
    case data(DataStatus)
}
