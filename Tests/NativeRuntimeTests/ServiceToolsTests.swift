import ComposeModel
import Runtime
import Testing

@testable import NativeRuntime

/// What commands beside a service find.
@Suite struct ServiceToolsTests {
    private func launch(_ port: UInt16, binary: String? = nil, _ environment: [String: String] = [:]) -> Launch {
        Launch(
            instance: InstanceID(service: "s", generation: 1),
            service: Service(name: "s"),
            environment: environment,
            bindings: [.init(target: port, host: "127.0.0.1", published: port + 10_000)],
            binary: binary.map { Availability.Binary(path: $0, version: "1") }
        )
    }

    @Test func theServersOwnProgramsComeFirst() {
        let tools = ClientEnvironment(launch(1, binary: "/opt/db/bin/server"))
        #expect(tools.path(before: "/usr/bin:/bin") == "/opt/db/bin:/usr/bin:/bin")
        #expect(ClientEnvironment(launch(1, binary: "/usr/bin/x")).path(before: "/usr/bin:/bin") == "/usr/bin:/bin")
        #expect(ClientEnvironment(launch(1)).path(before: "/bin") == "/bin")
        #expect(
            ClientEnvironment(launch(1, binary: "/o/usr/sbin/d")).path(before: "/bin") == "/o/usr/sbin:/o/usr/bin:/bin"
        )
    }

    @Test func postgresIsFoundWhereItListensAndByItsOwnUser() {
        var launch = launch(5432, ["POSTGRES_USER": "cpa", "POSTGRES_PASSWORD": "pw", "POSTGRES_DB": "dev"])
        let expected = [
            "PGHOST": "127.0.0.1", "PGPORT": "15432", "PGUSER": "cpa", "PGDATABASE": "dev", "PGPASSWORD": "pw",
        ]
        #expect(ClientEnvironment(launch).addresses == expected)
        launch.service.settings.probe = .postgres(port: 5432, user: "own", database: nil, password: nil)
        #expect(ClientEnvironment(launch).addresses["PGUSER"] == "own")
    }

    @Test func aServiceThatIsNoServerGetsNothing() { #expect(ClientEnvironment(launch(8080)).addresses.isEmpty) }

    @Test func othersAreFoundByTheVariablesOfTheirClients() {
        #expect(ClientEnvironment(launch(7233)).addresses["TEMPORAL_ADDRESS"] == "127.0.0.1:17233")
        #expect(ClientEnvironment(launch(4566)).addresses["AWS_ENDPOINT_URL"] == "http://127.0.0.1:14566")
    }
}
