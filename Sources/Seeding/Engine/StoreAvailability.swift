/// Which stores of the stack can be used now, and where they are.
package struct StoreAvailability: Hashable, Sendable {
    /// Whether a store can be used.
    package enum State: Hashable, Sendable {
        /// The stack has no such service.
        case absent
        /// Its service is on its way.
        case pending
        /// Its service runs, and does not answer as it should yet, or any more.
        case running
        /// Its service answers; the text changes with every new instance of it.
        case ready(instance: String)
        /// Its service will not come by itself, and why.
        case unavailable(reason: String)
    }

    /// What is not named is absent.
    package var states: [StoreName: State]
    /// The services that the stores are; what is not named is absent.
    package var services: [StoreName: String]
    /// Addresses and credentials of the stores that are not absent.
    package var endpoints: StoreEndpoints

    /// No store, until the properties are set.
    package init(
        states: [StoreName: State] = [:],
        services: [StoreName: String] = [:],
        endpoints: StoreEndpoints = StoreEndpoints()
    ) {
        self.states = states
        self.services = services
        self.endpoints = endpoints
    }

    /// The state of a store.
    package subscript(store: StoreName) -> State { states[store] ?? .absent }

    /// Which instance of the store is ready; nil while none is.
    func instance(of store: StoreName) -> String? {
        if case .ready(let instance) = self[store] { instance } else { nil }
    }

    /// Whether waiting for the store makes sense.
    func isPending(_ store: StoreName) -> Bool { self[store] == .pending || self[store] == .running }
}
