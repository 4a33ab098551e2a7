import Glibc
import Runtime

/// Ends what a dead supervisor left running.
public struct LeftoverCleaner: Sendable {
    /// A process that was found and ended.
    public struct Ended: Hashable, Sendable {
        /// The service's name; the command line for a process that had left its group.
        public var service: String
        /// The process id it had.
        public var pid: Int32
        /// Whether it had to be killed.
        public var killed: Bool
    }

    /// How long processes get between their stop signal and SIGKILL.
    public var grace: Duration

    /// A cleaner that gives processes so long before it kills them.
    public init(grace: Duration) { self.grace = grace }

    /// Signals every living process of the ledger, waits for the grace period, kills the rest, and waits for their
    /// end. Blocks for the grace period and half a second at most.
    public func clean(_ ledger: Ledger.Contents) -> [Ended] {
        guard ledger.bootID == ProcessTable.bootID() else { return [] }
        let targets = targets(of: ledger)
        guard !targets.isEmpty else { return [] }
        for target in targets { target.signal(SignalName.number(of: target.stopSignal) ?? SIGTERM) }
        waitForEnd(of: targets, atMost: grace)

        var survivors = Set<Int32>()
        // What was started meanwhile by something that was ending is found by a second look.
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
        for (pid, process) in table.entries.sorted(by: { $0.key < $1.key }) where !process.isZombie {
            guard !groups.contains(process.group), pid != getpid(),
                ProcessTable.environment(of: pid, hasEntryWithPrefix: "\(Ledger.environmentKey)=\(ledger.cookie):")
            else { continue }
            targets.append(
                Target(
                    pid: pid,
                    startTime: process.startTime,
                    isGroup: false,
                    stopSignal: "SIGTERM",
                    service: ProcessTable.commandLine(of: pid)
                )
            )
        }
        return targets
    }

    private func waitForEnd(of targets: [Target], atMost limit: Duration) {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: limit)
        while clock.now < deadline, targets.contains(where: \.isAlive) {
            // These are nobody's children here, so there is no event to wait for.
            usleep(10_000)
        }
    }

    private struct Target {
        var pid: Int32
        var startTime: UInt64
        var isGroup: Bool
        var stopSignal: String
        var service: String

        func signal(_ number: Int32) {
            Glibc.kill(isGroup ? -pid : pid, number)
            // A stopped process acts on a signal only once it goes on.
            if number != SIGKILL { Glibc.kill(isGroup ? -pid : pid, SIGCONT) }
        }

        var isAlive: Bool {
            if isGroup, Glibc.kill(-pid, 0) == 0 { return ProcessTable.hasLivingMember(group: pid) }
            guard let entry = ProcessTable.entry(of: pid) else { return false }
            return entry.startTime == startTime && !entry.isZombie
        }
    }
}

extension ProcessTable {
    /// Whether a process of the group still runs; kill(2) also counts zombies.
    static func hasLivingMember(group: Int32) -> Bool {
        if let leader = entry(of: group), leader.group == group, !leader.isZombie { return true }
        return current().entries.values.contains { $0.group == group && !$0.isZombie }
    }
}
