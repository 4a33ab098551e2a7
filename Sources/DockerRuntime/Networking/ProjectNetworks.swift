import ComposeModel
import DockerEngine
import Foundations
import OrderedCollections
import Runtime

/// Creates a project's networks on first use, each once.
actor ProjectNetworks {
    private let client: EngineClient
    private var known: [String: OwnedTask<Result<String, RuntimeError>>] = [:]
    private var gateways: [String: String] = [:]

    init(client: EngineClient) { self.client = client }

    /// Returns the id of the network with this key, creating it if necessary.
    func network(_ key: String, in configuration: DockerConfiguration) async throws(RuntimeError) -> String {
        let task = known[key] ?? OwnedTask { [client] in await Self.find(key, configuration, client) }
        known[key] = task
        let result = await task.value
        // The failure may be temporary, so the next start tries again.
        if case .failure = result { known[key] = nil }
        return try result.get()
    }

    /// Returns the address of this machine as seen from a network, or nil if the engine reports none.
    func gateway(of network: String) async -> String? {
        if let gateway = gateways[network] { return gateway }
        let gateway = try? await client.inspectNetwork(network).ipam?.config?.lazy.compactMap(\.gateway).first
        gateways[network] = gateway
        return gateway
    }

    /// Discards what is known, so that every network is checked again.
    func forget() {
        known = [:]
        gateways = [:]
    }

    private static func find(
        _ key: String,
        _ configuration: DockerConfiguration,
        _ client: EngineClient
    ) async -> Result<String, RuntimeError> {
        let network = configuration.project.networks[key] ?? Network()
        let name = ContainerNames(project: configuration.project.name).network(key, network)
        do throws(EngineError) {
            if network.external {
                return .success(try await client.inspectNetwork(name).id)
            }
            var request = NetworkCreateRequest(name: name)
            request.driver = network.driver
            request.options = network.driverOptions.nonEmpty
            request.isInternal = network.isInternal ? true : nil
            request.isAttachable = network.isAttachable ? true : nil
            request.enablesIPv4 = network.enablesIPv4
            request.enablesIPv6 = network.enablesIPv6
            request.ipam = network.addressing.map(ipam)
            request.labels = ComposeLabels(configuration).network(key, network)
            do throws(EngineError) {
                return .success(try await client.createNetwork(request))
            } catch  where error.code == .conflict {
                return try await existing(name, key, configuration, client)
            }
        } catch  where error.code == .notFound && network.external {
            return .failure(
                RuntimeError(
                    .refused,
                    "external network '\(name)' does not exist",
                    remedy: "create it: docker network create \(QuotedValue.shell(name))"
                )
            )
        } catch {
            return .failure(RuntimeError(error, "cannot create network '\(name)'"))
        }
    }

    private static func ipam(_ addressing: NetworkAddressing) -> IPAM {
        var ipam = IPAM()
        ipam.driver = addressing.driver
        ipam.options = addressing.options.nonEmpty
        ipam.config = addressing.pools.map { pool in
            var config = IPAM.Config()
            config.subnet = pool.subnet
            config.range = pool.range
            config.gateway = pool.gateway
            config.auxiliaryAddresses = pool.auxiliaryAddresses.nonEmpty
            return config
        }
        return ipam
    }

    /// Returns the existing network of that name if it belongs to this project, otherwise an error.
    private static func existing(
        _ name: String,
        _ key: String,
        _ configuration: DockerConfiguration,
        _ client: EngineClient
    ) async throws(EngineError) -> Result<String, RuntimeError> {
        let found = try await client.inspectNetwork(name)
        let owner = found.labels?[ComposeLabels.project]
        if owner == configuration.project.name, found.labels?[ComposeLabels.network] == key {
            return .success(found.id)
        }
        let whose = owner.map { "project \($0)" } ?? "no Compose project"
        return .failure(
            RuntimeError(
                .refused,
                "network '\(name)' already exists; it belongs to \(whose)",
                remedy: "remove it, or mark it as 'external: true' to use it"
            )
        )
    }
}
