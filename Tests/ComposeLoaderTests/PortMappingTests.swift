import ComposeModel
import OrderedCollections
import Testing

@Suite struct PortMappingTests {
    private let mapping = PortMapping([5432: 20_001, 3000: 20_002])

    @Test(arguments: [
        ("postgres://u:p@127.0.0.1:5432/db", "postgres://u:p@127.0.0.1:20001/db"),
        ("http://localhost:3000,http://127.0.0.1:3000", "http://localhost:20002,http://127.0.0.1:20002"),
        ("http://[::1]:3000/a", "http://[::1]:20002/a"),
        ("localhost:3000", "localhost:20002"),
        // Others' names and ports, and what only looks like an address.
        ("postgres:5432", "postgres:5432"), ("10.127.0.0.1:5432", "10.127.0.0.1:5432"),
        ("notlocalhost:3000", "notlocalhost:3000"), ("127.0.0.1:54321", "127.0.0.1:54321"),
        ("127.0.0.1:543", "127.0.0.1:543"), ("0.0.0.0:5432", "0.0.0.0:5432"), ("5432", "5432"), ("::", "::"), ("", ""),
    ])
    func addressesOfThisMachineGetTheNewPorts(text: String, expected: String) {
        #expect(mapping.rewritten(text) == expected)
    }

    @Test func aProjectIsPublishedOnTheNewPorts() {
        var service = Service(name: "db")
        service.ports = [Port(target: 5432, published: 5432), Port(target: 1, published: 9), Port(target: 2)]
        service.environment = ["URL": "http://127.0.0.1:3000", "EMPTY": nil]
        service.settings.open = "http://127.0.0.1:5432/"
        var project = Project(name: "p", directory: "/")
        project.services["db"] = service
        project.settings.metrics = MetricsSettings(port: 3000)
        #expect(project.hostPorts.map(\.port) == [9, 3000, 5432])
        let moved = mapping.applied(to: project)
        #expect(moved.services["db"]?.ports.map(\.published) == [20_001, 9, nil])
        #expect(moved.services["db"]?.environment == ["URL": "http://127.0.0.1:20002", "EMPTY": nil])
        #expect(moved.services["db"]?.settings.open == "http://127.0.0.1:20001/")
        #expect(moved.settings.metrics?.port == 20_002)
        #expect(PortMapping().applied(to: project) == project)
    }
}
