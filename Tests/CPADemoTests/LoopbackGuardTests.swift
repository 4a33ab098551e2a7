import Testing

@testable import cpa_demo

@Suite struct LoopbackGuardTests {
    private let check = LoopbackGuard([:])

    @Test(
        arguments: [
            "127.0.0.1:8080", "localhost", "LOCALHOST:3000", "[::1]:8080", "app.localhost:80", "backend:8080",
            "host.docker.internal:3000", "172.17.0.1:8080", "my_service-1",
        ]
    )
    func aNameThatOnlyThisMachineGivesIsTaken(host: String) {
        #expect(check.verdict(changes: false, host: host, origin: nil, site: nil) == .passes)
    }

    @Test(
        arguments: [
            "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example.", "1.2.3.4.5", "",
            "127.0.0.1evil.example:80", "[evil.example]", "999.0.0.1", "evillocalhost.example",
        ]
    )
    func aNameThatMayBeLedHereIsRefused(host: String) {
        #expect(check.verdict(changes: false, host: host, origin: nil, site: nil) == .unknownHost)
        #expect(check.verdict(changes: true, host: host, origin: "http://\(host)", site: "same-origin") == .unknownHost)
    }

    @Test func furtherNamesAreTakenFromTheEnvironment() {
        let check = LoopbackGuard(["CPA_ALLOWED_HOSTS": "demo.example.com, other.test"])
        #expect(check.verdict(changes: false, host: "demo.example.com:80", origin: nil, site: nil) == .passes)
        #expect(check.verdict(changes: false, host: "other.test", origin: nil, site: nil) == .passes)
        #expect(check.verdict(changes: false, host: "third.test", origin: nil, site: nil) == .unknownHost)
    }

    @Test(arguments: ["http://evil.example", "null", "http://127.0.0.1:9999", "http://127.0.0.1:8080.evil.example"])
    func aPageFromElsewhereChangesNothing(origin: String) {
        let host = "127.0.0.1:8080"
        #expect(check.verdict(changes: true, host: host, origin: origin, site: nil) == .foreignPage)
        #expect(check.verdict(changes: false, host: host, origin: origin, site: nil) == .passes)
    }

    @Test func whatComesFromAPageOfTheServerOrNoBrowserPasses() {
        let host = "127.0.0.1:8080"
        #expect(check.verdict(changes: true, host: host, origin: "http://127.0.0.1:8080", site: nil) == .passes)
        #expect(check.verdict(changes: true, host: host, origin: nil, site: nil) == .passes)
        #expect(check.verdict(changes: true, host: host, origin: nil, site: "same-origin") == .passes)
        #expect(check.verdict(changes: true, host: host, origin: nil, site: "cross-site") == .foreignPage)
        #expect(check.verdict(changes: true, host: host, origin: nil, site: "same-site") == .foreignPage)
    }
}
