import ComposeLoader
import ComposeModel
import Diagnostics
import Testing

/// Ports in short and long form.
@Suite struct PortTests {
    @Test(arguments: [
        ("80", [Port(target: 80)]),
        ("'80'", [Port(target: 80)]),
        ("'8080:80'", [Port(target: 80, published: 8080)]),
        ("'127.0.0.1:8080:80'", [Port(target: 80, published: 8080, hostIP: "127.0.0.1")]),
        ("'0:80'", [Port(target: 80)]),
        ("'127.0.0.1:0:80'", [Port(target: 80, hostIP: "127.0.0.1")]),
        ("{target: 80, published: 0}", [Port(target: 80)]),
        ("'127.0.0.1::80'", [Port(target: 80, hostIP: "127.0.0.1")]),
        ("'[::1]:8080:80'", [Port(target: 80, published: 8080, hostIP: "::1")]),
        ("'::1:8080:80'", [Port(target: 80, published: 8080, hostIP: "::1")]),
        ("'53:53/udp'", [Port(target: 53, published: 53, transport: .udp)]),
        ("'80/tcp'", [Port(target: 80)]),
        ("'80-82'", [Port(target: 80), Port(target: 81), Port(target: 82)]),
        ("'8080-8081:80-81'", [Port(target: 80, published: 8080), Port(target: 81, published: 8081)]),
        ("{target: 80}", [Port(target: 80)]),
        ("{target: 80, published: 8080}", [Port(target: 80, published: 8080)]),
        (
            "{target: '80', published: '8080', protocol: udp, host_ip: 127.0.0.1, name: web, mode: host}",
            [Port(target: 80, published: 8080, hostIP: "127.0.0.1", transport: .udp, name: "web")]
        ),
    ])
    func reads(_ text: String, _ expected: [Port]) throws {
        let loading = Loading(oneService("ports:\n  - \(text)"))
        #expect(loading.problems().isEmpty)
        #expect(try loading.service().ports == expected)
    }

    @Test(arguments: [
        ("0", "5:9 bad-port"), ("70000", "5:9 bad-port"), ("a", "5:9 bad-port"), ("'80:'", "5:9 bad-port"),
        ("':80'", nil),
        ("'a:80'", "5:9 bad-port"), ("'80/tpc'", "5:9 bad-port"), ("'1.2.3:80:80'", "5:9 bad-port"),
        ("'localhost:80:80'", "5:9 bad-port"), ("'90-80'", "5:9 bad-port"), ("'80-82:80-81'", "5:9 bad-port"),
        ("'80 '", "5:9 bad-port"), ("''", "5:9 bad-port"), ("'-80'", "5:9 bad-port"), ("'80-'", "5:9 bad-port"),
        ("{target: 0}", "5:18 bad-port"), ("{target: 65536}", "5:18 bad-port"),
        ("{target: 80, published: 99999}", "5:33 bad-port"),
        ("{target: 80, host_ip: here}", "5:31 bad-port"), ("{target: 80, protocol: tpc}", "5:32 unknown-value"),
        ("{target: 80, mode: hst}", "5:28 unknown-value"), ("'8000-8010:80'", "5:9 warning port-range"),
        ("{target: 80, published: 8000-8010}", "5:33 warning port-range"), ("1.5", "5:9 wrong-type"),
        ("[80]", "5:9 wrong-type"),
    ])
    func reports(_ text: String, _ expected: String?) {
        #expect(Loading(oneService("ports:\n  - \(text)")).problems() == (expected.map { [$0] } ?? []))
    }

    @Test func anEmptyPublishedPortLeavesTheChoiceToTheMachine() throws {
        let ports = try Loading(oneService("ports: [{target: 83, published: '${HOST_PORT:-}'}]")).service().ports
        #expect(ports.map(\.target) == [83])
        #expect(ports.map(\.published) == [nil])
    }

    @Test func theFirstOfARangeThatNobodyNamesIsUsedForOnePort() throws {
        let keys =
            "ports: ['8000-8010:80', '8000:81', {target: 82, published: 8000-8010}, '8000-8010:83/udp', '8000-8001:84']"
        let published = try Loading(oneService(keys)).service().ports.map(\.published)
        #expect(published == [8001, 8000, 8002, 8000, nil])
    }

    @Test func aRangeStaysOneInTheOutput() throws {
        let yaml = try Loading(oneService("ports: ['8000-8010:80']")).load().yaml()
        #expect(yaml.contains("published: \"8000-8010\""))
    }

    @Test func theFirstOfARangeIsUsedForOnePort() throws {
        let ports = try Loading(oneService("ports: ['8000-8010:80']")).service().ports
        #expect(ports == [Port(target: 80, published: 8000, range: 8000...8010)])
    }
}
