import ControlAPI

extension ServiceStatus {
    /// Returns the number of ready services, and the services that are expected to be: all but the skipped ones.
    static func ready(_ services: some Collection<ServiceStatus>) -> (count: Int, of: [ServiceStatus]) {
        let wanted = services.filter { $0.state != .skipped }
        return (wanted.filter(\.isReady).count, wanted)
    }

    /// Returns `all services ready`, or how many of them are.
    static func readyWords(_ services: some Collection<ServiceStatus>) -> String {
        let (ready, wanted) = ready(services.filter { $0.state != .stopped })
        return ready == wanted.count ? "all services ready" : "\(ready) of \(wanted.count) services ready"
    }
}
