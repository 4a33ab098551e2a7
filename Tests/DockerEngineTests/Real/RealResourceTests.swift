import Testing

@testable import DockerEngine

/// Networks, volumes and images of a real engine, and what it refuses.
@Suite(.enabled(if: RealEngine.isThere)) struct RealResourceTests {
    @Test func aNetworkIsMadeOnceAndNotRemovedWhileItIsUsed() async throws {
        let engine = try await RealEngine()
        let client = engine.client
        var request = NetworkCreateRequest(name: engine.prefix)
        request.labels = ["dev.cpadev.test": engine.prefix]
        let id = try await client.createNetwork(request)
        await #expect { _ = try await client.createNetwork(request) } throws: {
            ($0 as? EngineError)?.code == .conflict
        }
        #expect(try await client.listNetworks(labels: ["dev.cpadev.test": engine.prefix]).map(\.id) == [id])
        let inNetwork: (inout ContainerCreateRequest) -> Void = { $0.hostConfig.networkMode = nil }
        try await engine.withContainer("exec sleep 600", inNetwork) { container in
            var endpoint = EndpointSettings()
            endpoint.aliases = ["db"]
            try await client.connectNetwork(id, container: container, endpoint: endpoint)
            _ = try await client.startContainer(container)
            await #expect { try await client.removeNetwork(id) } throws: { ($0 as? EngineError)?.code == .conflict }
        }
        #expect(try await client.inspectNetwork(engine.prefix).ipam?.config?.first?.subnet != nil)
        try await client.removeNetwork(id)
        await #expect { _ = try await client.inspectNetwork(id) } throws: { ($0 as? EngineError)?.code == .notFound }
    }

    @Test func aVolumeKeepsWhatAContainerWrites() async throws {
        let engine = try await RealEngine()
        let client = engine.client
        var request = VolumeCreateRequest(name: engine.prefix)
        request.labels = ["dev.cpadev.test": engine.prefix]
        #expect(try await client.createVolume(request).name == engine.prefix)
        let mounted: (inout ContainerCreateRequest) -> Void = { $0.hostConfig.binds = ["\(engine.prefix):/data"] }
        try await engine.withContainer("echo kept > /data/file", mounted) { id in
            _ = try await client.startContainer(id)
            #expect(try await client.waitContainer(id) == 0)
            await #expect { try await client.removeVolume(engine.prefix) } throws: {
                ($0 as? EngineError)?.code == .conflict
            }
        }
        try await engine.withContainer("exec cat /data/file", mounted) { id in
            _ = try await client.startContainer(id)
            var text = ""
            for try await chunk in try await client.logs(id, follow: true, isTTY: false) { text += chunk.text }
            #expect(text == "kept\n")
        }
        #expect(try await client.listVolumes(labels: ["dev.cpadev.test": engine.prefix]).map(\.name) == [engine.prefix])
        try await client.removeVolume(engine.prefix)
        await #expect { try await client.removeVolume(engine.prefix) } throws: {
            ($0 as? EngineError)?.code == .notFound
        }
        try await client.removeVolume(engine.prefix, force: true)
    }

    @Test func whatTheEngineRefusesIsToldApart() async throws {
        let engine = try await RealEngine()
        let client = engine.client
        await #expect {
            _ = try await client.createContainer(name: engine.prefix, ContainerCreateRequest(image: "none.test/none:1"))
        } throws: {
            ($0 as? EngineError)?.code == .notFound
        }
        await #expect { _ = try await client.inspectImage("none.test/none:1") } throws: {
            ($0 as? EngineError)?.code == .notFound
        }
        let nothing: (inout ContainerCreateRequest) -> Void = { $0.command = ["/none"] }
        try await engine.withContainer("", nothing) { id in
            await #expect { _ = try await client.startContainer(id) } throws: {
                ($0 as? EngineError)?.code == .commandNotRunnable
            }
        }
    }

    @Test func aRegistryThatIsNotThereIsUnreachable() async throws {
        let engine = try await RealEngine()
        await #expect {
            for try await _ in try await engine.client.pullImage("127.0.0.1:1/none:1") {}
        } throws: {
            ($0 as? EngineError)?.code == .registryUnreachable
        }
    }
}
