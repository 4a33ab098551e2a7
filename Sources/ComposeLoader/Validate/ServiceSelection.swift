import OrderedCollections
import YAMLTree

/// Which services the active profiles leave. Source: Compose Specification, Profiles.
struct ServiceSelection {
    private var profilesByService: OrderedDictionary<String, [String]> = [:]
    private let active: Set<String>

    init(root: Node, active: Set<String>) {
        self.active = active
        for (name, entry) in root["services"]?.mapping?.entries ?? [:] {
            profilesByService[name] = entry.value["profiles"]?.strings ?? []
        }
    }

    /// Services without profiles are always active; `*` activates all.
    func isActive(_ service: String) -> Bool {
        let profiles = profiles(of: service)
        return profiles.isEmpty || active.contains("*") || !active.isDisjoint(with: profiles)
    }

    func profiles(of service: String) -> [String] { profilesByService[service] ?? [] }

    /// Services that exist and are not active, with their profiles.
    var inactive: OrderedDictionary<String, [String]> { profilesByService.filter { !isActive($0.key) } }
}
