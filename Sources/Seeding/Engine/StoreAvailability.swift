/// The stores of the stack that are usable now, and their endpoints.
package struct StoreAvailability: Hashable, Sendable {
    /// Whether a store can be used.
    package enum State: Hashable, Sendable {
        /// The stack has no such service.
        case absent
        /// Its service was not started, or was stopped on request.
        case stopped
        /// Its service has yet to start.
        case pending
        /// Its service runs, but is not ready yet, or no longer.
        case running
        /// Its service is ready. The text differs for each instance of the service.
        case ready(instance: String)
        /// Its service will not start by itself, for the given reason.
        case unavailable(reason: String)
    }

    /// Stores that are not listed are absent.
    package var states: [StoreName: State]
    /// The names of the services that provide the stores.
    package var services: [StoreName: String]
    package var endpoints: StoreEndpoints

    package init(
        states: [StoreName: State] = [:],
        services: [StoreName: String] = [:],
        endpoints: StoreEndpoints = StoreEndpoints()
    ) {
        self.states = states
        self.services = services
        self.endpoints = endpoints
    }

    package subscript(store: StoreName) -> State { states[store] ?? .absent }

    /// Returns the ready instance of the store; nil if none is ready.
    func instance(of store: StoreName) -> String? {
        if case .ready(let instance) = self[store] { instance } else { nil }
    }

    /// Whether waiting for the store makes sense.
    func isPending(_ store: StoreName) -> Bool { self[store] == .pending || self[store] == .running }
}
