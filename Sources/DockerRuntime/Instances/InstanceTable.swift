import Runtime

/// What is known of the containers that this runtime started or took over, and what that means for their instances.
///
/// Pure: inputs in, actions out. A container's entry goes through
///
///     starting ──started──▶ running ──died──▶ settling ──▶ ended
///         └─ startFailed ─▶ (forgotten)           └─ the engine goes down ─▶ interrupted? ──recovered──▶ ended
///
/// A death is *settled* before it is told: the rest of the output must be in the log, and where somebody else sent the
/// signal, it must be known whether that was the engine itself on its way down, and what followed (a `stop`, a removal,
/// a restart). Events are told apart by the container's id, so those of former containers change nothing.
struct InstanceTable: Sendable {
    /// What is to be done.
    enum Action: Hashable, Sendable {
        case emit(RuntimeEvent)
        /// Wait until all of the container's output is in the log; then ``drained(_:)``.
        case drain(String)
        /// Ask for the container's state; then ``inspected(_:_:)``.
        case inspect(String)
        /// Ask over a new connection whether the engine takes requests; where it does not, ``engineLost(_:at:)``, and
        /// then ``probed(_:engineAnswers:)``.
        case probeEngine(String)
        /// ``deadlinePassed(_:)`` after ``InstanceTable/outsiderPatience``.
        case setDeadline(String)
        /// Ask for the container's state, as with `inspect`, once its start is known to whoever asked for it.
        case tellHealth(String)
        /// Go on with the container's output where its log ends.
        case resumeOutput(String)
    }

    /// How long what follows a death by an outsider's signal is waited for: `stop`, removal or restart.
    static let outsiderPatience = Duration.milliseconds(450)
    /// An end that lies this long before the loss of the engine was noticed, in nanoseconds, may be part of its going
    /// down.
    static let noticeDelayNs: Int64 = 2_000_000_000

    /// By the container's id.
    var entries: [String: Entry] = [:]
    /// The engine does not answer.
    var isLost = false
    /// When it was noticed last that it does not: nanoseconds since 1970.
    var lastLossNs = Int64.max
    /// How often it came back.
    var recoveries = 0

    /// What has to be known before a death is told.
    enum Question: Hashable, Sendable {
        case output
        case state
        case engine
        case aftermath
    }

    /// How a container died, as far as it is known.
    struct Death: Hashable, Sendable {
        var exitCode: Int32
        var questions: Set<Question>
        /// How often the engine had come back when it happened.
        var recoveries: Int
        var isEngineGoingDown = false
        var isOutOfMemory = false
        var wasStopped = false
        var wasRemoved = false
        var wasRestarted = false
        /// It ended with the engine, by no fault of its own.
        var isInterruption = false
    }

    /// A container's phase of life.
    enum Phase: Hashable, Sendable {
        /// Its start is under way. What happens in the meantime is kept until that has succeeded.
        case starting(held: [ContainerEvent.Kind])
        case running
        case settling(Death)
        /// It died when the engine went down, or may have.
        case interrupted
        case ended
    }

    /// A container and the instance that it is.
    struct Entry: Hashable, Sendable {
        var instance: InstanceID
        var running: RunningInstance
        var phase: Phase
        /// Signals that this runtime sent and of which no event has told yet.
        var awaitedSignals: [Int32] = []
        /// Signals of anybody.
        var signals: Set<Int32> = []
        var hadOutsidersSignal = false
        var ranOutOfMemory = false
        /// The state is asked for in order to tell what became of it while the engine was away.
        var isReconciling = false
    }

    /// The container of an instance that runs, or is being started.
    func container(of instance: InstanceID) -> RunningInstance.Container? {
        for entry in entries.values where entry.instance == instance && entry.phase != .ended {
            return entry.running.container
        }
        return nil
    }

    /// The containers that run, by id.
    var running: [String: InstanceID] {
        entries.filter { $0.value.phase == .running }.mapValues(\.instance)
    }

    // MARK: Starting

    /// A container is about to be started, or taken over.
    mutating func starting(_ container: RunningInstance.Container, _ instance: InstanceID) {
        // What is told late of the service's former containers still concerns their instances, but not for ever.
        for (id, entry) in entries where entry.instance.service == instance.service && entry.phase == .ended {
            entries[id] = nil
        }
        let running = RunningInstance(pid: nil, container: container)
        entries[container.id] = Entry(instance: instance, running: running, phase: .starting(held: []))
    }

    /// It runs.
    mutating func started(_ id: String, _ running: RunningInstance) -> [Action] {
        guard var entry = entries[id], case .starting(let held) = entry.phase else { return [] }
        entry.running = running
        entry.phase = .running
        entries[id] = entry
        let happened = held.flatMap { observed(ContainerEvent(container: id, kind: $0)) }
        return happened + (running.reportsHealth ? [.tellHealth(id)] : [])
    }

    /// It does not.
    mutating func startFailed(_ id: String) {
        if case .starting = entries[id]?.phase { entries[id] = nil }
    }

    /// This runtime is about to send a signal.
    mutating func sending(_ signal: Int32, to id: String) { entries[id]?.awaitedSignals.append(signal) }

    /// The signal did not arrive.
    mutating func notSent(_ signal: Int32, to id: String) {
        guard let index = entries[id]?.awaitedSignals.firstIndex(of: signal) else { return }
        entries[id]?.awaitedSignals.remove(at: index)
    }
}
