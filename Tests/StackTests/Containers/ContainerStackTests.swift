import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// The repository's own stack in containers, from images made locally.
    @Suite(.enabled("no container engine answers", { await Engine.isWanted() }))
    struct ContainerStackTests {
        @Test(.timeLimit(.minutes(30)))
        func allNineRunInContainersAsDockerComposeSeesThem() async throws {
            try await NineServices.with(runtime: "docker", usesEngine: true) { stack, nine in
                try await Engine.with { engine in
                    try await nine.up(stack, within: .seconds(300))
                    try await expectAllInContainers(stack)
                    try await expectSeeded(stack)
                    try await expectListedByDockerCompose(stack, nine)

                    let reset = try await stack.succeed("reset")
                    print("in containers: \(reset.output.split(separator: "\n").last ?? "")")
                    #expect(reset.output.contains("everything reset in"))

                    try await nine.sql(stack, "CREATE TABLE kept (number int)")
                    try await stack.succeed("down")
                    #expect(try await engine.objects("container", of: nine.project) == [])
                    #expect(try await engine.objects("network", of: nine.project) == [])
                    #expect(try await engine.objects("volume", of: nine.project).count == 4)

                    try await nine.up(stack, within: .seconds(300))
                    #expect(try await nine.sql(stack, "SELECT count(*) FROM kept") == "0\n")
                    try await stack.succeed("down", "--volumes")
                    for kind in ["container", "network", "volume"] {
                        #expect(try await engine.objects(kind, of: nine.project) == [])
                    }
                }
            }
        }

        private func expectAllInContainers(_ stack: Stack) async throws {
            let services = try await stack.status().services
            #expect(services.count == 9)
            let others = services.filter { $0.health != "healthy" || $0.runtime != "docker" || $0.container == nil }
            #expect(others.map { "\($0.name) is \($0.state), \($0.runtime ?? "nowhere")" } == [])
        }

        private func expectSeeded(_ stack: Stack) async throws {
            stack.setEnvironment("CPADEV", Places.cpadev)
            for name in ["check-stack", "check-seeds"] {
                let check = try await stack.start(program: "\(Places.repository)/scripts/\(name)", [])
                    .result(within: .seconds(300))
                #expect(check.code == 0, "\(check.summary)")
            }
        }

        /// The older program and the newer one, each with the file alone.
        private func expectListedByDockerCompose(_ stack: Stack, _ nine: NineServices) async throws {
            let program = try #require(Places.program("docker-compose"))
            let words = ["-f", "\(Places.repository)/compose/compose.yaml", "ps"]
            let listed = try await stack.start(program: program, words).result()
            #expect(listed.code == 0, "\(listed.summary)")
            for service in try await stack.status().services {
                let line = listed.output.split(separator: "\n").first {
                    $0.contains("\(nine.project)-\(service.name)-1")
                }
                #expect(line?.contains("Up") == true, "\(service.name) in:\n\(listed.output)")
            }
        }

        /// One that an earlier supervisor left is taken over as it is, with its data and without an interruption.
        @Test(.timeLimit(.minutes(30)))
        func containersSurviveTheirSupervisorAndAreTakenOver() async throws {
            try await NineServices.with(runtime: "docker", usesEngine: true) { stack, nine in
                try await nine.up(stack, within: .seconds(300))
                let before = try await stack.status()
                kill(before.supervisor.pid, SIGKILL)
                try await eventually("the end of the supervisor", within: .seconds(5)) {
                    try await stack.run("status").code == 69
                }
                try await nine.up(stack, within: .seconds(60))
                let after = try await stack.status()
                #expect(after.supervisor.pid != before.supervisor.pid)
                #expect(after.containers == before.containers)
                #expect(after.pids == before.pids)
                try await stack.succeed("down", "--volumes")
            }
        }
    }
}
