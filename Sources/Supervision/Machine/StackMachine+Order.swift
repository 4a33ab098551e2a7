import ComposeModel
import OrderedCollections
import Runtime
import ServiceGraph

extension StackMachine {
    /// A restart that waits until the dependents that restart too have ended. Until then, nothing that depends on the
    /// service is started.
    struct HeldRestart: Hashable, Sendable {
        var dependents: [String]
        var reason: String
    }

    /// A stop that waits until the dependents that stop too are at rest.
    struct PendingStop: Hashable, Sendable {
        var name: String
        var dependents: [String]
        /// Whether to remove what the service leaves in its runtime.
        var isRemoving: Bool
        var reason: String
        /// Whether the service was asked to stop.
        var isRequested = false
    }

    /// Running services that restart with one of these (`depends_on: {restart: true}`), directly or through others.
    func followers(of requested: [String]) -> [String] {
        var selected = requested
        var index = 0
        while index < selected.count {
            let name = selected[index]
            for dependent in graph.dependents(of: name) where !selected.contains(dependent) {
                let follows = graph.dependencies(of: dependent).contains { $0.service == name && $0.restart }
                if follows, services[dependent]?.isAtRest == false { selected.append(dependent) }
            }
            index += 1
        }
        return Array(selected.dropFirst(requested.count))
    }

    /// Restarts services, each once those of them that depend on it have ended.
    mutating func restartInOrder(_ names: [String], because reason: String) {
        let selected = Set(names)
        cancelStops(of: selected)
        for name in names {
            heldRestarts[name] = nil
            guard services[name]?.hasInstance == true else { continue }
            let dependents = graph.dependentsClosure(of: name).filter {
                selected.contains($0) && services[$0]?.hasInstance == true
            }
            guard !dependents.isEmpty else { continue }
            heldRestarts[name] = HeldRestart(dependents: dependents, reason: reason)
            publishReport(of: name)
        }
        for name in names where heldRestarts[name] == nil { request(.restartRequested, for: name, because: reason) }
    }

    /// Stops services, each once those of them that need it are at rest.
    mutating func stopInOrder(_ names: [String], removing isRemoving: Bool = false, because reason: String) {
        let selected = Set(names)
        for name in names {
            heldRestarts[name] = nil
            pendingStops.append(
                PendingStop(
                    name: name,
                    dependents: graph.dependentsClosure(of: name).filter(selected.contains),
                    isRemoving: isRemoving,
                    reason: reason
                )
            )
        }
        settleRequests()
    }

    /// Forgets stops of services that are started again.
    mutating func cancelStops(of names: Set<String>) {
        pendingStops.removeAll { names.contains($0.name) && !$0.isRemoving }
    }

    /// Sends the requests that are due without an event of a service.
    mutating func settleRequests() {
        for (name, event) in dueRequests() { handle(event, for: name) }
    }

    /// The requests that nothing holds back any more.
    mutating func dueRequests() -> [(String, ServiceStateMachine.Event)] {
        var due: [(String, ServiceStateMachine.Event)] = []
        for name in heldRestarts.keys.sorted() {
            guard let held = heldRestarts[name], !held.dependents.contains(where: { services[$0]?.hasInstance == true })
            else { continue }
            heldRestarts[name] = nil
            services[name]?.endReason = held.reason
            due.append((name, .restartRequested))
        }
        let stops = pendingStops
        pendingStops = []
        for var stop in stops {
            if stop.isRequested {
                if !finished(stop) { pendingStops.append(stop) }
            } else if stop.dependents.contains(where: { services[$0]?.isAtRest == false }) {
                pendingStops.append(stop)
            } else {
                services[stop.name]?.endReason = stop.reason
                due.append((stop.name, .stopRequested))
                stop.isRequested = true
                if stop.isRemoving { pendingStops.append(stop) }
            }
        }
        for name in departing.sorted() where services[name]?.isAtRest != false {
            departing.remove(name)
            act(.release(service: name))
        }
        return due
    }

    /// Removes what a stopped service leaves, once it is at rest.
    private mutating func finished(_ stop: PendingStop) -> Bool {
        guard let entry = services[stop.name], entry.isAtRest else { return services[stop.name] == nil }
        if let kind = entry.placement.presentKind { act(.remove(service: stop.name, kind)) }
        return true
    }

    /// Forgets a service that left the file, once its runtimes have removed what it left.
    mutating func released(_ name: String) {
        guard project.services[name] == nil, services[name] != nil else { return }
        services[name] = nil
        publish(.removed(service: name))
    }
}

// MARK: The end of a stack

extension StackMachine {
    /// Stops everything, dependents first, and takes no more commands.
    mutating func shutDown() {
        isShuttingDown = true
        publish(.shuttingDown)
        stopInOrder(graph.names, removing: true, because: "the stack is going down")
    }

    /// Whether everything that was asked to stop for good has.
    var hasStopped: Bool { pendingStops.isEmpty && !order.contains { services[$0]?.isAtRest == false } }
}
