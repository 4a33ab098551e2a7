import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// The repository's own stack, partly in containers and partly as processes of this machine.
    @Suite(.enabled("no container engine answers", { await Engine.isWanted() }))
    struct ContainerMixTests {
        private static let patience = Duration.seconds(120)

        @Test(.timeLimit(.minutes(30)), arguments: [Place.docker, .native])
        func eachServiceAloneRunsElsewhereThanTheRest(rest: Place) async throws {
            try await NineServices.with(runtime: rest.rawValue, usesEngine: true) { stack, nine in
                try await nine.up(stack, within: .seconds(300))
                for service in try await stack.status().services.map(\.name) {
                    try await expect(stack, service, in: rest.other, others: rest)
                    if service == "temporal-ui", rest == .docker { try await expectWorkflows(stack, nine) }
                    try await expect(stack, service, in: rest, others: rest)
                }
                try await stack.succeed("down", "--volumes")
            }
        }

        /// Day-to-day: what one works on natively, what it needs in containers.
        @Test(.timeLimit(.minutes(30)))
        func backendAndFrontendRunNativelyOnInfrastructureInContainers() async throws {
            try await NineServices.with(runtime: "docker", usesEngine: true) { stack, _ in
                let native = ["--runtime", "backend=native", "--runtime", "frontend=native"]
                let up = try await stack.start(program: Places.cpadev, ["up", "-d", "--wait"] + native)
                    .result(within: .seconds(300))
                #expect(up.code == 0, "\(up.summary)")
                let services = try await stack.status().services
                #expect(services.filter { $0.runtime == "native" }.map(\.name) == ["backend", "frontend"])
                let check = try await stack.start(program: "\(Places.repository)/scripts/check-stack", [])
                    .result(within: .seconds(300))
                #expect(check.code == 0, "\(check.summary)")
                try await stack.succeed("down", "--volumes")
            }
        }

        @Test func aContainerReadsTheMetricsOfCpadev() async throws {
            try await Stack.with(ports: 1) { stack in
                Engine.use(in: stack)
                stack.setEnvironment("COMPOSE_PROJECT_NAME", "metrics-\(UUID().uuidString.prefix(8).lowercased())")
                try stack.define(
                    text: """
                        services:
                          scraper:
                            image: cpadev/local-base:bookworm
                            command:
                              - bash
                              - -c
                              - |
                                until exec 3<>/dev/tcp/cpadev/9464; do sleep 0.2; done 2>/dev/null
                                printf 'GET /metrics HTTP/1.1\\r\\nHost: cpadev:9464\\r\\nConnection: close\\r\\n\\r\\n' >&3
                                cat <&3
                            x-cpadev: {runtime: docker}
                        x-cpadev: {metrics: {port: \(stack.ports[0]), scraped_by: scraper}}
                        """
                )
                try await stack.succeed("up", "-d")
                try await eventually("the metrics in the container's log") {
                    let log = try await stack.succeed("logs", "--no-prefix", "scraper").output
                    return log.contains("HTTP/1.1 200") && log.contains(#"cpadev_service_ready{service="scraper"}"#)
                }
                try await stack.succeed("down")
            }
        }

        enum Place: String, Sendable {
            case docker
            case native

            var other: Place { self == .docker ? .native : .docker }
        }

        private func expect(
            _ stack: Stack,
            _ name: String,
            in place: Place,
            others: Place
        ) async throws {
            let switched = try await stack.run("switch", name, place.rawValue, within: Self.patience)
            #expect(switched.code == 0, "switch \(name) \(place): \(switched.summary)")
            let wait = try await stack.run("wait", "--timeout", "120", within: Self.patience)
            #expect(wait.code == 0, "after switch \(name) \(place): \(wait.summary)")
            let moved = try await stack.status().services.filter { $0.runtime == place.rawValue }.map(\.name)
            if place == others {
                #expect(moved.count == 9, "\(name) back in \(place): \(moved)")
            } else {
                #expect(moved == [name])
            }
        }

        /// The interface shows the Temporal of the stack, not the one that its pages come from, which has no workflow.
        private func expectWorkflows(_ stack: Stack, _ nine: NineServices) async throws {
            let deadline = ContinuousClock.now + .seconds(30)
            while try await nine.workflowsInTheInterface(stack) == 0 {
                try #require(ContinuousClock.now < deadline, "Temporal's UI shows no workflow of the seed data")
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }
}
