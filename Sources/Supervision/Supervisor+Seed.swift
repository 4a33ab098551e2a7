import ComposeModel

/// How far the stack's seed data is, for services that start after it (`x-cpadev: {after: seed}`).
package enum SeedPhase: Hashable, Sendable {
    /// Rows are being loaded, or will be once a service is ready; its name, where it is known.
    case underWay(waitsFor: String?)
    /// Nothing is loaded by itself any more: the data is there, loading it failed, or nobody wants it.
    case over
}

extension Supervisor {
    /// Takes in how far the seed data is, and starts what has waited for it.
    package func seedChanged(_ phase: SeedPhase) {
        guard phase != seedPhase else { return }
        seedPhase = phase
        for name in order where records[name]?.service.settings.startsAfterSeed == true {
            let verdict = dependencyVerdict(of: name)
            noteUnblocked(name, verdict)
            switch records[name]?.machine.state {
            case .waiting, .skipped: handle(.dependenciesChanged(verdict), for: name)
            default: break
            }
        }
    }

    /// Whether services that start after the seed data have to wait for it. They do not while it waits for a service that
    /// will not come.
    var isSeedAwaited: Bool {
        guard case .underWay(let service) = seedPhase else { return false }
        return service.flatMap { records[$0]?.reasonItCannotBeHad } == nil
    }
}
