import OrderedCollections
import YAMLTree

/// The services selected by the active profiles. Source: Compose Specification, Profiles.
struct ServiceSelection {
    private var profilesByService: OrderedDictionary<String, [String]> = [:]
    private let active: Set<String>

    init(root: Node, active: Set<String>) {
        self.active = active
        for (name, entry) in root["services"]?.mapping?.entries ?? [:] {
            profilesByService[name] = entry.value["profiles"]?.strings ?? []
        }
    }

    /// Whether a service is active. Services without profiles always are; `*` activates all.
    func isActive(_ service: String) -> Bool {
        let profiles = profiles(of: service)
        return profiles.isEmpty || active.contains("*") || !active.isDisjoint(with: profiles)
    }

    func profiles(of service: String) -> [String] { profilesByService[service] ?? [] }

    /// The inactive services, with their profiles.
    var inactive: OrderedDictionary<String, [String]> { profilesByService.filter { !isActive($0.key) } }
}
