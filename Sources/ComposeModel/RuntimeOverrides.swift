import OrderedCollections

/// Runtime overrides chosen by the user. They take precedence over the Compose file.
package struct RuntimeOverrides: Hashable, Sendable, Codable {
    /// The choice for every service without its own; nil: the file decides.
    package var all: RuntimePreference?
    /// The choices for specific services.
    package var services: [String: RuntimePreference]

    package init(all: RuntimePreference? = nil, services: [String: RuntimePreference] = [:]) {
        self.all = all
        self.services = services
    }

    /// Parses choices: `docker`, `native` or `auto` for all services, `service=native` for one. Later ones win.
    /// - Returns: nil if one of them is invalid.
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

    package var isEmpty: Bool { all == nil && services.isEmpty }

    /// Returns these choices merged over earlier ones. A choice for all services discards every earlier choice.
    package func over(_ earlier: RuntimeOverrides) -> RuntimeOverrides {
        guard all == nil else { return self }
        return RuntimeOverrides(all: earlier.all, services: earlier.services.merging(services) { $1 })
    }

    /// Returns the project with the choices applied over the file's settings.
    package func applied(to project: Project) -> Project {
        guard !isEmpty else { return project }
        var project = project
        if let all { project.settings.runtime = all }
        for service in project.services.values {
            let name = service.name
            // A choice for the replica takes precedence over one for its service.
            if let choice = services[name] ?? services[service.family] {
                project.services[name]?.settings.runtime = choice
            } else if all != nil {
                project.services[name]?.settings.runtime = nil
            }
        }
        return project
    }
}
