import Testing

@testable import DockerEngine

@Suite struct EngineJSONTests {
    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try EngineJSON.encode(value), as: UTF8.self)
    }

    /// Docker Engine API, ContainerCreate and NetworkCreate.
    @Test func requestsHaveTheKeysOfTheAPI() throws {
        var container = ContainerCreateRequest(image: "i")
        container.labels = ["com.example": "x"]
        container.exposedPorts = EmptyObjects(["80/tcp"])
        container.hostConfig.utsMode = "host"
        container.hostConfig.nanoCPUs = 1
        container.hostConfig.portBindings = ["80/tcp": [PortBinding(hostIP: "", hostPort: "8080")]]
        var endpoint = EndpointSettings()
        endpoint.addressing = EndpointAddressing()
        endpoint.addressing?.ipv4 = "10.0.0.2"
        container.networkingConfig = NetworkingConfig(endpoints: ["shop_default": endpoint])
        #expect(
            try text(container)
                == #"{"ExposedPorts":{"80/tcp":{}},"HostConfig":{"NanoCpus":1,"PortBindings":{"80/tcp":[{"#
                + #""HostIp":"","HostPort":"8080"}]},"UTSMode":"host"},"Image":"i","Labels":{"com.example":"x"},"#
                + #""NetworkingConfig":{"EndpointsConfig":{"shop_default":{"IPAMConfig":{"IPv4Address":"10.0.0.2"}}}}}"#
        )
        var network = NetworkCreateRequest(name: "n")
        network.ipam = IPAM()
        network.ipam?.config = [IPAM.Config()]
        network.ipam?.config?[0].range = "10.0.0.0/24"
        #expect(
            try text(network) == #"{"CheckDuplicate":true,"IPAM":{"Config":[{"IPRange":"10.0.0.0/24"}]},"Name":"n"}"#
        )
    }

    @Test func keysOfMapsAreNotChanged() throws {
        #expect(try text(["label": ["a=b"]]) == #"{"label":["a=b"]}"#)
        let image = try EngineJSON.decode(
            ImageInspection.self,
            from: #"{"Id":"x","Config":{"Labels":{"A":"b"},"Volumes":{"/Data":{}},"StopSignal":null}}"#.utf8
        )
        #expect(image.config?.labels == ["A": "b"] && image.config?.volumes?.keys == ["/Data"])
    }

    @Test func abbreviationsAreRead() throws {
        let event = try EngineJSON.decode(
            EngineEvent.self,
            from: #"{"id":"old","Type":"container","Action":"die","Actor":{"ID":"x"}}"#.utf8
        )
        #expect(event.actor.id == "x" && event.actor.attributes == nil)
        let network = try EngineJSON.decode(
            NetworkInspection.self,
            from: #"{"Id":"x","Name":"n","IPAM":{"Config":[{"Gateway":"10.0.0.1"}]}}"#.utf8
        )
        #expect(network.ipam?.config?.first?.gateway == "10.0.0.1")
        let container = try EngineJSON.decode(
            ContainerInspection.self,
            from: #"{"Id":"x","State":{"Running":false,"OOMKilled":true,"Pid":0}}"#.utf8
        )
        #expect(container.state.isOOMKilled == true && container.state.isRunning == false)
    }
}
