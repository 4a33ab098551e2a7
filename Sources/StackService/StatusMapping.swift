import ComposeModel
import ControlAPI
import FoundationEssentials
import Foundations
import Health
import LogStore
import Runtime
import ServiceGraph
import Supervision

// Conversions of the supervisor's values to their wire format.

extension ServiceStatus {
    init(_ report: ServiceReport, now: Date) {
        self.init(name: report.service.name, state: State(report.machine.state))
        health = Health(report.machine.state)
        if !report.restartsAfter.isEmpty {
            state = .stopping
            health = nil
        }
        runtime = report.runtime?.rawValue
        pid = report.machine.pid
        ports = report.bindings.map { PortBinding(host: $0.host, published: $0.published, target: $0.target) }
        restarts = report.machine.restarts
        container = report.container.map { Container(id: $0.id, name: $0.name) }
        if state == .running || state == .paused, let started = report.startedNs {
            startedAt = Date(nanoseconds: started)
            uptimeS = max(0, Int(now.timeIntervalSince(Date(nanoseconds: started))))
        }
        if let probe = report.probe {
            self.probe = ProbeReport(
                kind: probe.kind,
                latencyMs: probe.outcome.latency.milliseconds,
                message: probe.outcome.message,
                succeeded: probe.outcome.succeeded,
                at: Date(nanoseconds: probe.timeNs)
            )
        }
        binary = report.binary.map { Binary(path: $0.path, version: $0.version, difference: $0.difference) }
        lastExit = report.machine.lastExit.map { "\($0)" }
        stopSignal = report.stopSignal.description
        providedBy = report.provider
        if report.service.family != report.service.name { replicaOf = report.service.family }
        image = report.service.image
        optional = report.service.settings.isOptional ? true : nil
        open = report.service.settings.open
        dependencies = report.dependencies.map {
            DependencyStatus(
                service: $0.dependency.service,
                condition: $0.dependency.condition.rawValue,
                required: $0.dependency.isRequired,
                satisfied: $0.isSatisfied
            )
        }
        dependents = report.dependents
        degradedBy = report.degradedBy
        droppedLines = Int(clamping: report.logLoss.lines)
        logProblem = report.logLoss.cause.map { "\($0)" }
        (reason, remedy) = Self.explanation(of: report)
    }

    private static func explanation(of report: ServiceReport) -> (reason: String?, remedy: String?) {
        switch report.machine.state {
        case _ where !report.restartsAfter.isEmpty:
            ("stops once \(report.restartsAfter.joined(separator: ", ")) has ended", nil)
        case .preparing: (report.progress, nil)
        case .waiting(let names):
            names.isEmpty ? (nil, nil) : ("waits for \(names.joined(separator: ", "))", nil)
        case .backoff(let attempt, let delay):
            (
                "\(report.machine.lastExit.map { "ended with \($0)" } ?? "ended"); start \(attempt + 1) in \(delay.abbreviated)",
                "cpadev logs \(report.service.name)"
            )
        case .gaveUp(let reason):
            (reason, "cpadev logs \(report.service.name), then cpadev start \(report.service.name)")
        case .failed(let reason, let remedy):
            // If it never ran, its log adds nothing to the reason.
            (reason, remedy ?? (report.machine.lastExit == nil ? nil : "cpadev logs \(report.service.name)"))
        case .skipped(let reason): (reason, nil)
        case .unavailable(let reason, let remedy): (reason, remedy)
        case .paused: ("paused outside of cpadev", report.container.map { "docker unpause \($0.name)" })
        case .unreachable(let reason, _): (reason, "start the engine; its containers are then found again")
        case .running(.unhealthy): (report.probe?.outcome.message, "cpadev logs \(report.service.name)")
        case .running where !report.degradedBy.isEmpty:
            ("works without \(report.degradedBy.joined(separator: ", "))", nil)
        case .stopped, .starting, .running, .stopping, .completed: (nil, nil)
        }
    }
}

extension ServiceStatus.State {
    fileprivate init(_ state: ServiceStateMachine.State) {
        self =
            switch state {
            case .stopped: .stopped
            case .preparing: .preparing
            case .waiting: .waiting
            case .starting: .starting
            case .running: .running
            case .paused: .paused
            case .unreachable: .unreachable
            case .stopping: .stopping
            case .backoff: .backoff
            case .gaveUp: .gaveUp
            case .failed: .failed
            case .skipped: .skipped
            case .unavailable: .unavailable
            case .completed: .completed
            }
    }
}

extension ServiceStatus.Health {
    /// nil while the service does not run.
    fileprivate init?(_ state: ServiceStateMachine.State) {
        switch state {
        case .running(.starting?): self = .starting
        case .running(.healthy?): self = .healthy
        case .running(.unhealthy?): self = .unhealthy
        case .running(nil): self = .none
        case .stopped, .preparing, .waiting, .starting, .paused, .unreachable, .stopping, .backoff, .gaveUp, .failed,
            .skipped, .unavailable, .completed:
            return nil
        }
    }
}

extension StackEvent {
    init(_ change: StackChange, now: Date) {
        let payload: Payload =
            switch change.payload {
            case .service(let report): .serviceChanged(ServiceStatus(report, now: now))
            case .removed(let name): .serviceRemoved(name)
            case .notice(let notice): .notice(Notice(notice))
            case .started(let report): .started(StartupProfile(report))
            case .shuttingDown: .shuttingDown
            }
        self.init(sequence: change.sequence, at: Date(nanoseconds: change.timeNs), payload: payload)
    }
}

extension StackEvent.Notice {
    fileprivate init(_ notice: StackChange.Notice) {
        let level: Level =
            switch notice.level {
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        self.init(level: level, service: notice.service, message: notice.message)
    }
}

extension StartupProfile {
    init(_ report: StartupReport) {
        let critical = Set(report.criticalPath.services)
        let entries = report.times.map { name, times in
            Entry(
                service: name,
                unblockedMs: times.unblocked.milliseconds,
                spawnedMs: times.started?.milliseconds,
                readyMs: times.ready?.milliseconds,
                onCriticalPath: critical.contains(name)
            )
        }
        self.init(
            entries: entries.sorted {
                ($0.readyMs ?? .infinity, $0.service) < ($1.readyMs ?? .infinity, $1.service)
            },
            totalMs: report.total.milliseconds,
            criticalPath: report.criticalPath.services,
            criticalPathMs: report.criticalPath.duration.milliseconds
        )
    }
}

extension Date {
    init(nanoseconds: Int64) { self.init(timeIntervalSince1970: Double(nanoseconds) / 1_000_000_000) }
}
