import ControlAPI

/// The actions on services.
enum ServicesAction: PaneAction {
    case startService, stopService, restartService, switchService, problemsFirst, confirmStop

    func whyDisabled(in model: AppModel) -> String? {
        switch self {
        case .startService: whyDisabled(in: model, Self.whyNotStart)
        case .stopService: whyDisabled(in: model, Self.whyNotStop)
        case .restartService, .switchService: whyDisabled(in: model, Self.whyNotRestart)
        case .problemsFirst, .confirmStop: nil
        }
    }

    func perform(on model: inout AppModel) -> [Effect] {
        switch self {
        case .startService: return model.selected(orStart: { [.perform(.start(services: [$0.name]))] })
        case .restartService: return model.selected(orStart: { [.perform(.restart(services: [$0.name]))] })
        case .stopService:
            guard let service = model.selectedService else { return [] }
            if model.users(of: service).isEmpty { return [.perform(.stop(services: [service.name]))] }
            model.overlay = .stop(service: service.name)
        case .confirmStop:
            guard case .stop(let name) = model.overlay else { return [] }
            model.overlay = nil
            return [.perform(.stop(services: [name]))]
        case .switchService:
            return model.selectedService.map { [.perform(.switchToOtherRuntime($0))] } ?? []
        case .problemsFirst:
            model.services.problemsFirst.toggle()
            let isFirst = model.services.problemsFirst
            model.message = StatusMessage(
                .info,
                isFirst ? "services with problems first" : "services in Compose file order"
            )
        }
        return []
    }

    // MARK: Why disabled

    private func whyDisabled(
        in model: AppModel,
        _ whyNot: (_ name: String, ServiceStatus.State) -> String?
    ) -> String? {
        guard model.connection.isConnected else { return whyDisabledWithoutStack(in: model) }
        guard let service = model.selectedService else { return "no service is selected" }
        let name = LogSanitizer.plain(service.name)
        if let provider = service.providedBy { return "\(name) is part of \(LogSanitizer.plain(provider))" }
        return whyNot(name, service.state)
    }

    /// Starting and restarting start the whole stack if that is possible. Everything else needs a supervisor.
    private func whyDisabledWithoutStack(in model: AppModel) -> String? {
        if model.isStartingStack { return "the stack is starting" }
        guard model.canStartStack, model.connection != .connecting else { return "no connection to the supervisor" }
        if self == .startService || self == .restartService { return nil }
        return model.connection == .ended
            ? "the stack is stopped: s starts it" : "no connection to the supervisor: s starts the stack again"
    }

    private static func whyNotStart(_ name: String, _ state: ServiceStatus.State) -> String? {
        switch state {
        case .running: "\(name) is running"
        case .paused: "\(name) was paused outside of cpadev"
        case .unreachable: "the engine that runs \(name) does not answer"
        case .preparing, .starting: "\(name) is starting"
        case .waiting: "\(name) is waiting for its dependencies"
        case .stopping: "\(name) is stopping"
        case .stopped, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed: nil
        }
    }

    private static func whyNotStop(_ name: String, _ state: ServiceStatus.State) -> String? {
        switch state {
        case .running, .paused, .unreachable, .preparing, .starting, .waiting, .backoff: nil
        case .stopping: "\(name) is stopping"
        case .stopped: "\(name) is stopped"
        case .gaveUp, .failed, .completed: "\(name) is not running"
        case .skipped: "\(name) was not started"
        case .unavailable: "\(name) is not available"
        }
    }

    private static func whyNotRestart(_ name: String, _ state: ServiceStatus.State) -> String? {
        switch state {
        case .running, .paused, .preparing, .starting, .backoff, .gaveUp, .failed, .completed: nil
        case .unreachable: "the engine that runs \(name) does not answer"
        case .waiting: "\(name) is not started yet"
        case .stopping: "\(name) is stopping"
        case .stopped: "\(name) is stopped: s starts it"
        case .skipped: "\(name) was not started: s starts it"
        case .unavailable: "\(name) is not available: s tries it again"
        }
    }
}

extension AppModel {
    /// Acts on the selected service. Without a running stack, starts the stack.
    fileprivate mutating func selected(orStart act: (ServiceStatus) -> [Effect]) -> [Effect] {
        if connection.isConnected { return selectedService.map(act) ?? [] }
        isStartingStack = true
        message = StatusMessage(.info, "starting the stack")
        return [.startStack]
    }

    /// Returns the running services that depend on this one.
    func users(of service: ServiceStatus) -> [ServiceStatus] {
        service.dependents.compactMap { stack?[service: $0] }.filter { user in
            switch user.state {
            case .running, .starting, .paused, .unreachable: true
            case .waiting, .preparing, .stopping, .stopped, .backoff, .gaveUp, .failed, .skipped, .unavailable,
                .completed:
                false
            }
        }
    }
}
