import ControlAPI

/// Starts, stops or restarts the selected service. Without a running stack, starts the stack.
func service(_ action: Action, _ model: inout AppModel) -> [Effect] {
    if action == .confirmStop {
        guard case .stop(let name) = model.overlay else { return [] }
        model.overlay = nil
        return [.perform(.stop(services: [name]))]
    }
    if !model.connection.isConnected {
        model.isStartingStack = true
        model.message = StatusMessage(.info, "starting the stack")
        return [.startStack]
    }
    guard let service = model.selectedService else { return [] }
    switch action {
    case .startService: return [.perform(.start(services: [service.name]))]
    case .restartService: return [.perform(.restart(services: [service.name]))]
    case .stopService:
        guard model.users(of: service).isEmpty else {
            model.overlay = .stop(service: service.name)
            return []
        }
        return [.perform(.stop(services: [service.name]))]
    default: return []
    }
}

extension AppModel {
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
