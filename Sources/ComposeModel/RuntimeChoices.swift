import OrderedCollections

/// Where services are to run by a person's word, which goes before the Compose file's.
package struct RuntimeChoices: Hashable, Sendable, Codable {
    /// For every service without a choice of its own; nil: as the file says.
    package var all: RuntimePreference?
    /// By service.
    package var services: [String: RuntimePreference]

    /// No choices, unless some are given.
    package init(all: RuntimePreference? = nil, services: [String: RuntimePreference] = [:]) {
        self.all = all
        self.services = services
    }

    /// `docker`, `native` or `auto` for all, `service=native` for one; later ones win.
    /// - Returns: nil where one of them is none of these.
    package init?(_ texts: some Sequence<String>) {
        self.init()
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let last = parts.last, let preference = RuntimePreference(rawValue: String(last)) else { return nil }
            switch parts.count {
            case 1: all = preference
            default:
                guard !parts[0].isEmpty else { return nil }
                services[String(parts[0])] = preference
            }
        }
    }

    /// Nothing was chosen.
    package var isEmpty: Bool { all == nil && services.isEmpty }

    /// The choices as ``init(_:)`` takes them, in a fixed order.
    package var texts: [String] {
        (all.map { [$0.rawValue] } ?? []) + services.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.rawValue)" }
    }

    /// These, and where they say nothing, the earlier ones. A choice for all undoes earlier ones for single services.
    package func over(_ earlier: RuntimeChoices) -> RuntimeChoices {
        guard all == nil else { return self }
        return RuntimeChoices(all: earlier.all, services: earlier.services.merging(services) { $1 })
    }

    /// The project with the choices in place of what the file says.
    package func applied(to project: Project) -> Project {
        guard !isEmpty else { return project }
        var project = project
        if let all { project.settings.runtime = all }
        for service in project.services.values {
            let name = service.name
            // Of a replica before that of its service.
            if let choice = services[name] ?? services[service.family] {
                project.services[name]?.settings.runtime = choice
            } else if all != nil {
                project.services[name]?.settings.runtime = nil
            }
        }
        return project
    }
}
