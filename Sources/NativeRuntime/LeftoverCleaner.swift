import ComposeModel
import Glibc
import Runtime

/// Terminates processes that a dead supervisor left running.
package struct LeftoverCleaner: Sendable {
    /// A leftover process that was terminated.
    package struct Ended: Hashable, Sendable {
        /// The service name; the command line for a process that had left its process group.
        package var service: String
        package var pid: Int32
        /// Whether SIGKILL was needed.
        package var killed: Bool
    }

    /// The time between the stop signal and SIGKILL.
    package var grace: Duration

    package init(grace: Duration) { self.grace = grace }

    /// Sends the stop signal to every living process of the ledger, waits for the grace period, kills the rest, and
    /// waits for their exit. Blocks for at most the grace period plus half a second.
    package func clean(_ ledger: Ledger.Contents) -> [Ended] {
        guard ledger.bootID == ProcessTable.bootID() else { return [] }
        let targets = targets(of: ledger)
        guard !targets.isEmpty else { return [] }
        for target in targets { target.signal(target.stopSignal.number) }
        waitForEnd(of: targets, atMost: grace)

        var survivors = Set<Int32>()
        // Look again, for processes that were started in the meantime by others that were exiting.
        for target in targets + self.targets(of: ledger) where target.isAlive {
            survivors.insert(target.pid)
            target.signal(SIGKILL)
        }
        waitForEnd(of: targets, atMost: .milliseconds(500))
        return targets.map { Ended(service: $0.service, pid: $0.pid, killed: survivors.contains($0.pid)) }
    }

    private func targets(of ledger: Ledger.Contents) -> [Target] {
        let table = ProcessTable.current()
        var targets: [Target] = []
        for entry in ledger.entries {
            guard let process = table.entries[entry.pid], process.startTime == entry.startTime else { continue }
            targets.append(
                Target(
                    pid: entry.pid,
                    startTime: entry.startTime,
                    isGroup: true,
                    stopSignal: entry.stopSignal,
                    service: entry.service
                )
            )
        }
        let groups = Set(targets.map(\.pid))
        let stack = ProcessMark.stack(ledger.cookie)
        for (pid, process) in table.entries.sorted(by: { $0.key < $1.key }) where !process.isZombie {
            guard !groups.contains(process.group), pid != getpid(),
                ProcessMark.belongs(pid, to: stack)
                    || ProcessTable.environment(
                        of: pid,
                        hasEntryWithPrefix: "\(Ledger.environmentKey)=\(ledger.cookie):"
                    )
            else { continue }
            targets.append(Target(process))
        }
        return targets
    }

    /// Kills the remaining descendants of this process, including those it inherited as a subreaper, whatever their
    /// marks. Spares other stacks and processes that a provider program left running on purpose.
    /// - Parameters:
    ///   - cookie: the cookie of this process's ledger.
    ///   - kept: children to spare, such as the guardian.
    func killDescendants(cookie: String, except kept: Set<Int32>) -> [Ended] {
        let stack = ProcessMark.stack(cookie)
        var ended: [Ended] = []
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: grace)
        // Look again, for processes that were started in the meantime by others that were exiting.
        while true {
            let left = ProcessTable.current().descendants(of: getpid()) {
                !kept.contains($0) && !ProcessMark.isOutside($0, of: stack)
            }.map(Target.init)
            guard !left.isEmpty, clock.now < deadline else { return ended }
            for target in left {
                target.signal(SIGKILL)
                ended.append(Ended(service: target.service, pid: target.pid, killed: true))
            }
            waitForEnd(of: left, atMost: .milliseconds(200))
        }
    }

    /// Returns descriptions of the processes of the ledger that are still alive.
    func survivors(of ledger: Ledger.Contents) -> [String] {
        targets(of: ledger).filter(\.isAlive).map { "\($0.service) (pid \($0.pid))" }
    }

    private func waitForEnd(of targets: [Target], atMost limit: Duration) {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: limit)
        while clock.now < deadline, targets.contains(where: \.isAlive) {
            // These are not children of this process, so there is no event to wait for.
            usleep(10_000)
        }
    }

    fileprivate struct Target {
        var pid: Int32
        var startTime: UInt64
        var isGroup: Bool
        var stopSignal: Signal
        var service: String

        func signal(_ number: Int32) {
            Glibc.kill(isGroup ? -pid : pid, number)
            // A stopped process handles a signal only after it is continued.
            if number != SIGKILL { Glibc.kill(isGroup ? -pid : pid, SIGCONT) }
        }

        var isAlive: Bool {
            if isGroup, Glibc.kill(-pid, 0) == 0 { return ProcessTable.hasLivingMember(group: pid) }
            guard let entry = ProcessTable.entry(of: pid) else { return false }
            return entry.startTime == startTime && !entry.isZombie
        }
    }
}

extension LeftoverCleaner.Target {
    /// Creates a target for a single process, named after its command line.
    fileprivate init(_ process: ProcessTable.Entry) {
        self.init(
            pid: process.pid,
            startTime: process.startTime,
            isGroup: false,
            stopSignal: .terminate,
            service: ProcessTable.commandLine(of: process.pid)
        )
    }
}

extension ProcessTable {
    /// The living descendants of a process. Skips a process for which `isMeant` is false, with all its descendants.
    func descendants(of ancestor: Int32, isMeant: (Int32) -> Bool) -> [Entry] {
        let children = Dictionary(grouping: entries.values, by: \.parent)
        var found: [Entry] = []
        var next = [ancestor]
        while let parent = next.popLast() {
            for child in children[parent] ?? [] where isMeant(child.pid) {
                if !child.isZombie { found.append(child) }
                next.append(child.pid)
            }
        }
        return found.sorted { $0.pid < $1.pid }
    }

    /// Whether a process of the group is still running; kill(2) also counts zombies.
    static func hasLivingMember(group: Int32) -> Bool {
        if let leader = entry(of: group), leader.group == group, !leader.isZombie { return true }
        return current().entries.values.contains { $0.group == group && !$0.isZombie }
    }
}
