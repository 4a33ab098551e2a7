import ControlAPI

/// The dependency graph as a tree: each service appears once, below its deepest dependency.
///
/// Other dependencies are listed beside the service. The client must be able to show cycles too; they are broken at
/// their first service.
struct DependencyTree: Hashable, Sendable {
    struct Row: Hashable, Sendable {
        var service: String
        /// For each level from the root down to the parent: whether more children follow at that level.
        var rails: [Bool]
        /// The service that it is listed below; nil for a root.
        var parent: String?
        /// Its other dependencies.
        var others: [String]
    }

    private(set) var rows: [Row] = []

    init(_ services: [ServiceStatus]) {
        let depths = Self.depths(services)
        var children: [String: [ServiceStatus]] = [:]
        var roots: [ServiceStatus] = []
        var parents: [String: String] = [:]
        for service in services {
            let own = depths[service.name] ?? 0
            let candidates = service.dependencies.map(\.service).filter { (depths[$0] ?? .max) < own }
            if let parent = candidates.max(by: { (depths[$0] ?? 0) < (depths[$1] ?? 0) }) {
                parents[service.name] = parent
                children[parent, default: []].append(service)
            } else {
                roots.append(service)
            }
        }
        // Depth increases on the way down, so this terminates. An explicit stack handles graphs of any depth.
        var stack = roots.reversed().map { (service: $0, rails: [Bool]()) }
        while let (service, rails) = stack.popLast() {
            let parent = parents[service.name]
            var others: [String] = []
            for name in service.dependencies.map(\.service) where name != parent && !others.contains(name) {
                others.append(name)
            }
            rows.append(Row(service: service.name, rails: rails, parent: parent, others: others))
            let below = children[service.name] ?? []
            for (index, child) in below.enumerated().reversed() {
                stack.append((child, rails + [index < below.count - 1]))
            }
        }
    }

    /// The length of the longest dependency chain below each service.
    private static func depths(_ services: [ServiceStatus]) -> [String: Int] {
        let names = Set(services.map(\.name))
        var open: [String: Set<String>] = [:]
        for service in services {
            open[service.name] = Set(service.dependencies.map(\.service)).intersection(names).subtracting([service.name]
            )
        }
        var depths: [String: Int] = [:]
        var depth = 0
        var rest = services.map(\.name)
        while !rest.isEmpty {
            var layer = rest.filter { open[$0]?.isEmpty ?? true }
            // Only cycles are left: break them at the first service.
            if layer.isEmpty { layer = [rest[0]] }
            let isDone = Set(layer)
            for name in layer { depths[name] = depth }
            rest.removeAll(where: isDone.contains)
            for name in rest { open[name]?.subtract(isDone) }
            depth += 1
        }
        return depths
    }
}
