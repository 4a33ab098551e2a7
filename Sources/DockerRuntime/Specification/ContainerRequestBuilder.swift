import ComposeModel
import DockerEngine
import OrderedCollections
import Runtime

/// Says in the engine's terms what a service's container is.
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

    /// The whole request. Networks after the first are left to ``furtherNetworks`` where the engine takes only one.
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
        // The model has SIGTERM where the file says nothing, and then the image's own counts.
        request.stopSignal = service.stopSignal?.description
        request.stopTimeout = Int(service.stopGracePeriod.components.seconds)
        request.healthcheck = healthcheck
        request.exposedPorts = Set(ports.entries.map(\.key) + ports.exposed).sorted()
        request.volumes = anonymousVolumes
        if !context.takesSeveralNetworks { request.macAddress = options.macAddress }
        request.hostConfig = hostConfig
        request.networkingConfig = networking
        return request
    }

    /// `KEY=value`; a key alone takes the variable from what the image sets.
    private var environment: [String]? {
        let set = launch.environment.map { "\($0)=\($1)" }
        let unset = service.environment.keys.filter { launch.environment[$0] == nil }
        let all = (set + unset).sorted()
        return all.isEmpty ? nil : all
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
        result.interval = Self.nanoseconds(check.interval)
        result.timeout = Self.nanoseconds(check.timeout)
        result.retries = check.retries
        result.startPeriod = check.startPeriod == .zero ? nil : Self.nanoseconds(check.startPeriod)
        if context.takesSeveralNetworks { result.startInterval = check.startInterval.map(Self.nanoseconds) }
        return result
    }

    static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
