import ComposeModel
import DockerEngine
import Foundations
import OrderedCollections
import Runtime

/// Translates the definition of a service into an engine request.
///
/// Pure. Source: Docker Engine API, ContainerCreate; docker/compose, pkg/compose/create.go.
struct ContainerRequestBuilder {
    let launch: Launch
    let context: ContainerContext
    let ports: PublishedPorts

    var service: Service { launch.service }
    var options: ContainerOptions { launch.service.container }

    init(launch: Launch, context: ContainerContext, ports: PublishedPorts) {
        self.launch = launch
        self.context = context
        self.ports = ports
    }

    /// Returns the request. Networks after the first are in ``additionalNetworks`` if the engine accepts only one.
    func request(image: String) -> ContainerCreateRequest {
        var request = ContainerCreateRequest(image: image)
        request.command = service.command
        request.entrypoint = service.entrypoint
        request.environment = environment
        request.labels = context.labels
        request.user = service.user
        request.workingDirectory = service.workingDirectory
        request.hostname = service.hostname
        request.domainName = options.names.domainName
        request.tty = options.hasTerminal ? true : nil
        request.openStdin = options.keepsInputOpen ? true : nil
        // nil if the file does not set it; then the image's own stop signal applies.
        request.stopSignal = service.stopSignal?.description
        request.stopTimeout = Int(service.stopGracePeriod.components.seconds)
        request.healthcheck = healthcheck
        request.exposedPorts = EmptyObjects(Set(ports.entries.map(\.key) + ports.exposed).sorted())
        request.volumes = anonymousVolumes.map(EmptyObjects.init)
        if !context.acceptsMultipleNetworks { request.macAddress = options.macAddress }
        request.hostConfig = hostConfig
        request.networkingConfig = networking
        return request
    }

    /// Entries `KEY=value`; a key alone removes a variable that the image sets.
    private var environment: [String]? {
        let set = launch.environment.map { "\($0)=\($1)" }
        let unset = service.environment.keys.filter { launch.environment[$0] == nil }
        return (set + unset).sorted().nonEmpty
    }

    private var healthcheck: ContainerHealthcheck? {
        guard let check = service.healthcheck else { return nil }
        var result = ContainerHealthcheck()
        switch check.test {
        case .command(let arguments): result.test = ["CMD"] + arguments
        case .shell(let line): result.test = ["CMD-SHELL", line]
        case .disabled:
            result.test = ["NONE"]
            return result
        case nil: break
        }
        result.interval = check.interval.wholeNanoseconds
        result.timeout = check.timeout.wholeNanoseconds
        result.retries = check.retries
        result.startPeriod = check.startPeriod == .zero ? nil : check.startPeriod.wholeNanoseconds
        if context.acceptsMultipleNetworks { result.startInterval = check.startInterval.map(\.wholeNanoseconds) }
        return result
    }
}
