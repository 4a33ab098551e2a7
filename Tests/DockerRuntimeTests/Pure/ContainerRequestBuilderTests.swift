import ComposeModel
import DockerEngine
import FoundationEssentials
import OrderedCollections
import Runtime
import Testing

@testable import DockerRuntime

struct ContainerRequestBuilderTests {
    private func builder(
        _ service: Service,
        bindings: [Launch.Binding] = [],
        environment: [String: String] = [:],
        _ change: (inout ContainerContext) -> Void = { _ in }
    ) -> ContainerRequestBuilder {
        var project = Project(name: "shop", directory: "/p")
        project.networks = ["default": Network(), "back": Network(), "out": Network(name: "outer", external: true)]
        project.volumes = ["data": NamedVolume(), "named": NamedVolume(name: "mine")]
        project.services = ["db": Service(name: "db"), service.name: service]
        var context = ContainerContext(project: project, names: ContainerNames(project: "shop"), labels: ["l": "1"])
        change(&context)
        let launch = Launch(
            instance: InstanceID(service: service.name, generation: 1),
            service: service,
            environment: environment,
            bindings: bindings
        )
        return ContainerRequestBuilder(launch: launch, context: context, ports: PublishedPorts(launch))
    }

    private func request(_ service: Service) -> ContainerCreateRequest { builder(service).request(image: "i") }

    @Test func aPlainServiceIsLeftToTheImage() {
        let request = request(Service(name: "web"))
        #expect(request.command == nil && request.entrypoint == nil && request.stopSignal == nil)
        #expect(request.environment == nil && request.healthcheck == nil)
        #expect(request.labels == ["l": "1"])
        #expect(request.stopTimeout == 10)
        #expect(request.hostConfig.networkMode == "shop_default")
        #expect(request.networkingConfig?.endpoints["shop_default"]?.aliases == ["web"])
        #expect(request.hostConfig.restartPolicy == HostRestartPolicy(name: "no"))
    }

    @Test func variablesWithoutAValueAreTakenAway() {
        var service = Service(name: "web")
        service.environment = ["A": "1", "B": nil]
        let request = builder(service, environment: ["A": "one"]).request(image: "i")
        #expect(request.environment == ["A=one", "B"])
    }

    @Test func portsAreExposedAndBoundWhereTheyWereSettled() {
        var service = Service(name: "web")
        service.ports = [
            Port(target: 80, published: 8080, hostIP: "127.0.0.1"), Port(target: 443),
            Port(target: 53, published: 5353, transport: .udp),
        ]
        service.expose = ["3000", "8000-8001/udp"]
        let bindings = [
            Launch.Binding(target: 80, host: "127.0.0.1", published: 8081),
            Launch.Binding(target: 443, host: "127.0.0.1", published: 40_000),
        ]
        let builder = builder(service, bindings: bindings)
        let request = builder.request(image: "i")
        #expect(request.exposedPorts?.keys == ["3000/tcp", "443/tcp", "53/udp", "80/tcp", "8000/udp", "8001/udp"])
        #expect(
            request.hostConfig.portBindings == [
                "80/tcp": [PortBinding(hostIP: "127.0.0.1", hostPort: "8081")],
                "443/tcp": [PortBinding(hostIP: "", hostPort: "40000")],
                "53/udp": [PortBinding(hostIP: "", hostPort: "5353")],
            ]
        )
        // Which free port it is makes no other container.
        #expect(builder.ports.comparable.entries.map(\.published) == [8081, nil, 5353])
    }

    @Test func mountsAreWrittenShortWhereThatSaysAll() {
        var service = Service(name: "web")
        var volume = Mount(source: .volume("data"), target: "/data")
        volume.options.skipsCopy = true
        var part = Mount(source: .volume("named"), target: "/part")
        part.options.subpath = "sub"
        service.volumes = [
            Mount(source: .bind(path: "/src", createsHostPath: true), target: "/app", isReadOnly: true), volume, part,
            Mount(source: .bind(path: "/must", createsHostPath: false), target: "/must"),
            Mount(source: .anonymous, target: "/cache"), Mount(source: .tmpfs(sizeBytes: 64), target: "/mem"),
        ]
        service.tmpfs = ["/run", "/tmp:size=1m"]
        let request = request(service)
        #expect(request.hostConfig.binds == ["/src:/app:ro", "shop_data:/data:rw,nocopy"])
        #expect(request.hostConfig.mounts?.map(\.target) == ["/part", "/must", "/mem"])
        #expect(request.hostConfig.mounts?.map(\.source) == ["mine", "/must", nil])
        #expect(request.volumes?.keys == ["/cache"])
        #expect(request.hostConfig.tmpfs == ["/run": "", "/tmp": "size=1m"])
    }

    @Test func networksAreJoinedByPriorityOneAtATimeWithOlderEngines() {
        var service = Service(name: "web")
        var back = NetworkAttachment(aliases: ["api"])
        back.priority = 10
        back.ipv4Address = "172.30.0.5"
        service.networks = ["out": NetworkAttachment(), "back": back]
        let old = builder(service)
        #expect(old.request(image: "i").networkingConfig?.endpoints.keys.sorted() == ["shop_back"])
        #expect(old.additionalNetworks.map(\.key) == ["out"])
        let new = builder(service) { $0.acceptsMultipleNetworks = true }
        #expect(new.request(image: "i").networkingConfig?.endpoints.keys.sorted() == ["outer", "shop_back"])
        #expect(new.additionalNetworks.isEmpty)
        #expect(new.request(image: "i").hostConfig.networkMode == "shop_back")
    }

    @Test func namespacesOfOtherServicesAreThoseOfTheirContainers() {
        var service = Service(name: "web")
        service.container.namespaces.network = .service("db")
        service.container.namespaces.pid = .host
        service.container.volumesFrom = [VolumesFrom(source: .service("db"), isReadOnly: true)]
        let request = request(service)
        #expect(request.hostConfig.networkMode == "container:shop-db-1")
        #expect(request.networkingConfig == nil)
        #expect(request.hostConfig.pidMode == "host")
        #expect(request.hostConfig.volumesFrom == ["shop-db-1:ro"])
    }

    @Test func limitsSecurityAndDevicesAreHandedOn() {
        var service = Service(name: "web")
        service.resources = Resources(memoryBytes: 64 << 20, cpus: 0.5, pids: 100)
        service.ulimits = ["nofile": Ulimit(soft: 10, hard: 20)]
        service.usesInit = true
        service.container.security.addedCapabilities = ["NET_ADMIN"]
        service.container.security.isReadOnly = true
        service.container.sysctls = ["net.core.somaxconn": "1024"]
        service.container.devices.mappings = [
            DeviceMapping(source: "/dev/fuse"), DeviceMapping(source: "x.com/gpu=all"),
        ]
        service.container.logging = LoggingOptions(driver: "local")
        let host = request(service).hostConfig
        #expect(host.memoryBytes == 64 << 20 && host.nanoCPUs == 500_000_000 && host.pidsLimit == 100)
        #expect(host.ulimits == [HostUlimit(name: "nofile", soft: 10, hard: 20)])
        #expect(host.usesInit == true && host.hasReadOnlyRoot == true)
        #expect(host.addedCapabilities == ["NET_ADMIN"])
        #expect(host.sysctls == ["net.core.somaxconn": "1024"])
        #expect(host.devices?.count == 1 && host.deviceRequests?.count == 1)
        #expect(host.logging == LogConfig(driver: "local", options: nil))
    }

    @Test func healthChecksAreThoseOfTheFile() {
        var service = Service(name: "web")
        service.healthcheck = Healthcheck(
            test: .shell("true"),
            interval: .seconds(2),
            startInterval: .milliseconds(500)
        )
        let old = request(service).healthcheck
        #expect(old?.test == ["CMD-SHELL", "true"] && old?.interval == 2_000_000_000 && old?.startInterval == nil)
        let new = builder(service) { $0.acceptsMultipleNetworks = true }.request(image: "i").healthcheck
        #expect(new?.startInterval == 500_000_000)
        service.healthcheck = Healthcheck(test: .disabled)
        #expect(request(service).healthcheck?.test == ["NONE"])
    }

    @Test func theHashGoesByTheDefinitionAlone() {
        var service = Service(name: "web")
        let first = ConfigurationHash.of(request(service))
        #expect(first == ConfigurationHash.of(request(service)))
        #expect(first.count == 64)
        service.user = "nobody"
        #expect(first != ConfigurationHash.of(request(service)))
        let file = ContainerFile(target: "/run/secrets/a", bytes: [1], mode: 0o444, uid: 0, gid: 0)
        #expect(ConfigurationHash.of(request(service)) != ConfigurationHash.of(request(service), files: [file]))
    }

    @Test func hostNamesOfTheFileGoBeforeThoseOfPeers() {
        var service = Service(name: "web")
        service.extraHosts = ["api": ["10.0.0.1"]]
        let builder = builder(service) { $0.peerHosts = ["host.docker.internal:172.18.0.1", "api:172.18.0.1"] }
        #expect(
            builder.request(image: "i").hostConfig.extraHosts == ["api:10.0.0.1", "host.docker.internal:172.18.0.1"]
        )
    }
}
