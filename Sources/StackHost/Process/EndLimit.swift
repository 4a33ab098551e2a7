package import ComposeModel
import OrderedCollections
import Synchronization

/// The time limit for an orderly shutdown of a stack, derived from its services.
package final class EndLimit: Sendable {
    private static let least = Duration.seconds(30)
    /// Extra time for everything but the services: SIGKILL and its effect, containers, logs, clients.
    private static let margin = Duration.seconds(10)

    private let limit: Mutex<Duration>

    init(_ project: Project) { limit = Mutex(Self.limit(of: project)) }

    init(_ services: [Service]) { limit = Mutex(Self.limit(of: services)) }

    var current: Duration { limit.withLock { $0 } }

    /// Extends the limit for a new definition. It never shrinks, since running services may have the previous one.
    func take(_ project: Project) { take(Array(project.services.values)) }

    func take(_ services: [Service]) {
        let new = Self.limit(of: services)
        limit.withLock { $0 = max($0, new) }
    }

    package static func limit(of project: Project) -> Duration { limit(of: Array(project.services.values)) }

    /// The limit for a set of services. Services stop after their dependents, so the grace periods of a chain add up.
    static func limit(of services: [Service]) -> Duration {
        let byName = Dictionary(services.map { ($0.name, $0) }) { first, _ in first }
        var times: [String: Duration] = [:]
        var begun: Set<String> = []
        // Iterative, since a chain may be deeper than the call stack allows.
        var stack = services.map(\.name)
        while let name = stack.last {
            guard let service = byName[name], times[name] == nil else {
                stack.removeLast()
                continue
            }
            let needed = service.dependencies.map(\.service)
            if begun.insert(name).inserted {
                stack += needed.filter { !begun.contains($0) }
                continue
            }
            // A provider stops its own resources, which may take a minute.
            let own = service.isProvided ? max(service.stopGracePeriod, .seconds(60)) : service.stopGracePeriod
            times[name] = own + (needed.compactMap { times[$0] }.max() ?? .zero)
        }
        return max(least, (times.values.max() ?? .zero) + margin)
    }
}
