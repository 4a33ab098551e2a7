import ControlAPI

extension ServiceStatus {
    /// How many are ready, and those that are meant to be: what is skipped is not.
    static func ready(_ services: some Collection<ServiceStatus>) -> (count: Int, of: [ServiceStatus]) {
        let wanted = services.filter { $0.state != .skipped }
        return (wanted.filter(\.isReady).count, wanted)
    }

    /// `all services ready`, or how many where some are not.
    static func readyWords(_ services: some Collection<ServiceStatus>) -> String {
        let (ready, wanted) = ready(services.filter { $0.state != .stopped })
        return ready == wanted.count ? "all services ready" : "\(ready) of \(wanted.count) services ready"
    }
}
