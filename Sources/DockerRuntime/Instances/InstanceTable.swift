import Runtime

/// The state machine of the containers that this runtime started or took over, and thereby of their instances.
///
/// Pure: inputs in, actions out. The phases of a container's entry:
///
///     starting ──started──▶ running ──died──▶ settling ──▶ ended
///         └─ startFailed ─▶ (forgotten)           └─ the engine goes down ─▶ interrupted? ──recovered──▶ ended
///
/// A death is *settled* before its exit is emitted: the rest of the output must be in the log, and if another client
/// sent the signal, it must be known whether that was the engine shutting down, and what followed (a `stop`, a removal,
/// a restart). Events are matched by container id, so those of former containers change nothing.
struct InstanceTable: Sendable {
    /// An action for the tracker to carry out.
    enum Action: Hashable, Sendable {
        case emit(RuntimeEvent)
        /// Wait until all of the container's output is in the log, then call ``drained(_:)``.
        case drain(String)
        /// Inspect the container, then call ``inspected(_:_:)``.
        case inspect(String)
        /// Probe over a new connection whether the engine accepts requests. If not, call ``engineLost(_:at:)``. Then call
        /// ``probed(_:engineAnswers:)``.
        case probeEngine(String)
        /// Call ``deadlinePassed(_:)`` after ``InstanceTable/externalSignalTimeout``.
        case setDeadline(String)
        /// Inspect the container, as with `inspect`, once the caller of its start has received the result.
        case reportHealth(String)
        /// Resume the container's output where its log ends.
        case resumeOutput(String)
    }

    /// How long to wait for what follows a death by an external signal: `stop`, removal or restart.
    static let externalSignalTimeout = Duration.milliseconds(450)
    /// The time within which the loss of the engine is detected, in nanoseconds. An exit that precedes the detection by
    /// less may be part of the engine's shutdown.
    static let lossDetectionDelayNs: Int64 = 2_000_000_000

    /// Entries by container id.
    var entries: [String: Entry] = [:]
    /// Whether the engine is unreachable.
    var isLost = false
    /// When the loss of the engine was last detected, in nanoseconds since 1970.
    var lastLossNs = Int64.max
    /// The number of times the engine has returned.
    var recoveries = 0

    /// A fact that must be known before an exit is emitted.
    enum Question: Hashable, Sendable {
        case output
        case state
        case engine
        case aftermath
    }

    /// What is known so far about the death of a container.
    struct Death: Hashable, Sendable {
        var exitCode: Int32
        var questions: Set<Question>
        /// The number of times the engine had returned when the container died.
        var recoveries: Int
        var isEngineGoingDown = false
        var isOutOfMemory = false
        var wasStopped = false
        var wasRemoved = false
        var wasRestarted = false
        /// Whether it ended because the engine went down.
        var isInterruption = false
    }

    /// The phase of a container.
    enum Phase: Hashable, Sendable {
        /// Being started. Events are held until the start has succeeded.
        case starting(held: [ContainerEvent.Kind])
        case running
        case settling(Death)
        /// It died while the engine went down, or may have.
        case interrupted
        case ended
    }

    /// A container and its instance.
    struct Entry: Hashable, Sendable {
        var instance: InstanceID
        var running: RunningInstance
        var phase: Phase
        /// Signals sent by this runtime whose events have not arrived yet.
        var awaitedSignals: [Int32] = []
        /// All signals received, whatever their sender.
        var signals: Set<Int32> = []
        var receivedExternalSignal = false
        var ranOutOfMemory = false
        /// Whether a pending inspection is for finding out what happened while the engine was unreachable.
        var isReconciling = false
    }

    /// Returns the container of an instance that is running or being started.
    func container(of instance: InstanceID) -> RunningInstance.Container? {
        for entry in entries.values where entry.instance == instance && entry.phase != .ended {
            return entry.running.container
        }
        return nil
    }

    /// The instances of the running containers, by container id.
    var running: [String: InstanceID] {
        entries.filter { $0.value.phase == .running }.mapValues(\.instance)
    }

    // MARK: Starting

    /// Adds an entry for a container that is about to be started or taken over.
    mutating func starting(_ container: RunningInstance.Container, _ instance: InstanceID) {
        // Late events of the service's former containers still concern their instances, but only until the next start.
        for (id, entry) in entries where entry.instance.service == instance.service && entry.phase == .ended {
            entries[id] = nil
        }
        let running = RunningInstance(pid: nil, container: container)
        entries[container.id] = Entry(instance: instance, running: running, phase: .starting(held: []))
    }

    /// The start succeeded.
    mutating func started(_ id: String, _ running: RunningInstance) -> [Action] {
        guard var entry = entries[id], case .starting(let held) = entry.phase else { return [] }
        entry.running = running
        entry.phase = .running
        entries[id] = entry
        let happened = held.flatMap { observed(ContainerEvent(container: id, kind: $0)) }
        return happened + (running.reportsHealth ? [.reportHealth(id)] : [])
    }

    /// The start failed.
    mutating func startFailed(_ id: String) {
        if case .starting = entries[id]?.phase { entries[id] = nil }
    }

    /// This runtime is about to send a signal.
    mutating func sending(_ signal: Int32, to id: String) { entries[id]?.awaitedSignals.append(signal) }

    /// The signal could not be sent.
    mutating func sendFailed(_ signal: Int32, to id: String) {
        guard let index = entries[id]?.awaitedSignals.firstIndex(of: signal) else { return }
        entries[id]?.awaitedSignals.remove(at: index)
    }
}
