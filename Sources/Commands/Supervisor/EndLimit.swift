import ComposeModel
import OrderedCollections
import Synchronization

/// How long the orderly end of a stack may take, from what its services ask for.
final class EndLimit: Sendable {
    /// What even a stack of services that end at once is given.
    private static let least = Duration.seconds(30)
    /// For all that is not the services' own: SIGKILL and its effect, containers, logs, clients.
    private static let margin = Duration.seconds(10)

    private let limit: Mutex<Duration>

    init(_ project: Project) { limit = Mutex(Self.limit(of: project)) }

    init(_ services: [Service]) { limit = Mutex(Self.limit(of: services)) }

    var current: Duration { limit.withLock { $0 } }

    /// Takes another definition in. What runs may still be of the former one, so the limit never becomes shorter.
    func take(_ project: Project) { take(Array(project.services.values)) }

    func take(_ services: [Service]) {
        let new = Self.limit(of: services)
        limit.withLock { $0 = max($0, new) }
    }

    static func limit(of project: Project) -> Duration { limit(of: Array(project.services.values)) }

    /// A service is stopped after those that depend on it, so the grace periods of a chain add up.
    static func limit(of services: [Service]) -> Duration {
        let byName = Dictionary(services.map { ($0.name, $0) }) { first, _ in first }
        var times: [String: Duration] = [:]
        var begun: Set<String> = []
        // A chain may be longer than a stack of calls is deep.
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
            // The end of what a provider made is the provider's business, and may take a minute.
            let own = service.isProvided ? max(service.stopGracePeriod, .seconds(60)) : service.stopGracePeriod
            times[name] = own + (needed.compactMap { times[$0] }.max() ?? .zero)
        }
        return max(least, (times.values.max() ?? .zero) + margin)
    }
}
