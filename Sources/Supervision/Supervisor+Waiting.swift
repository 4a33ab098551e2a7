import ComposeModel

extension Supervisor {
    /// Somebody who waits until something holds of each of some services.
    struct Wait {
        var services: Set<String>
        var holds: (ServiceRecord) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    /// Returns once none of the services runs or is about to.
    func waitForRest(of services: some Sequence<String>) async {
        await wait(for: services) { $0.isAtRest }
    }

    /// Returns once none of the services has an instance, whatever it does next.
    func waitForEnds(of services: some Sequence<String>) async {
        await wait(for: services) { !$0.hasInstance }
    }

    /// Returns once it is known of each of the services where it runs, or that it will not.
    func waitForRuntimes(of services: some Sequence<String>) async {
        await wait(for: services) { $0.machine.state != .preparing }
    }

    /// Returns once it is known of each service that this one provides where it will run: its ports are this one's then,
    /// or not. Those that wait for an engine are not waited for.
    func waitForProvided(by name: String) async {
        let provided = order.filter { records[$0]?.service.settings.providedBy?.service == name }
        await wait(for: provided) { record in
            switch record.machine.state {
            case .preparing: false
            case .stopping(.startAgain): record.machine.endIsUnheard
            case .stopping, .stopped, .waiting, .starting, .running, .paused, .unreachable, .backoff, .gaveUp, .failed,
                .skipped, .unavailable, .completed:
                true
            }
        }
    }

    private func wait(for services: some Sequence<String>, _ holds: @escaping (ServiceRecord) -> Bool) async {
        let services = Set(services).filter { name in records[name].map { !holds($0) } ?? false }
        guard !services.isEmpty else { return }
        await withCheckedContinuation {
            waits.append(Wait(services: services, holds: holds, continuation: $0))
        }
    }

    /// Wakes those whose wish holds by now.
    func resumeWaits() {
        var waiting: [Wait] = []
        for var wait in waits {
            wait.services = wait.services.filter { name in records[name].map { !wait.holds($0) } ?? false }
            if wait.services.isEmpty { wait.continuation.resume() } else { waiting.append(wait) }
        }
        waits = waiting
    }
}
