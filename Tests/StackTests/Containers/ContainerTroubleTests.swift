import TestSupport
import Testing

extension RealStacks {
    /// What others do to the containers of the repository's own stack, and to their engine.
    @Suite(.enabled("no container engine answers", { await Engine.isWanted() }))
    struct ContainerTroubleTests {
        /// Slow machines are no reason to fail; what it took is printed.
        private static let patience = Duration.seconds(5)

        @Test(.timeLimit(.minutes(30)))
        func whatOthersDoToAContainerIsShownAndPolicyIsFollowed() async throws {
            try await NineServices.with(runtime: "docker", usesEngine: true) { stack, nine in
                try await Engine.with { engine in
                    try await nine.up(stack, within: .seconds(300))
                    var slowest: [String: Duration] = [:]
                    for service in try await stack.status().services {
                        for (what, words) in [("rm -f", ["rm", "-f"]), ("kill", ["kill"])] {
                            let took = try await end(service.name, stack, engine, words)
                            slowest[what] = max(slowest[what] ?? .zero, took)
                        }
                        let took = try await freeze(service.name, stack, engine)
                        slowest["pause"] = max(slowest["pause"] ?? .zero, took)
                    }
                    let took = try await stop("redis", stack, engine)
                    slowest["stop"] = took
                    print("what others do is shown after at most: \(slowest)")
                    try await stack.succeed("down", "--volumes")
                }
            }
        }

        /// How long it takes until the status no longer shows the instance that ended. It is started again.
        private func end(_ name: String, _ stack: Stack, _ engine: Engine, _ words: [String]) async throws -> Duration {
            let before = try await stack.status()[name]
            let container = try #require(before.container)
            try await engine.docker([words, [container.name]].flatMap(\.self))
            let took = try await duration(until: "\(name) is known to have ended") {
                let now = try await stack.status()[name]
                return now.pid != before.pid
            }
            try await eventually("\(name) again after \(words)", within: .seconds(60)) {
                let now = try await stack.status()[name]
                return now.health == "healthy" && now.pid != before.pid
            }
            let now = try await stack.status()[name]
            #expect(now.restarts == before.restarts + 1, "\(name) after \(words)")
            // What was removed is made anew; what was killed starts again as it is.
            #expect((now.container?.id == container.id) == (words == ["kill"]), "\(name) after \(words)")
            try await ready(stack)
            return took
        }

        private func freeze(_ name: String, _ stack: Stack, _ engine: Engine) async throws -> Duration {
            let before = try await stack.status()[name]
            let container = try #require(before.container)
            try await engine.docker("pause", container.name)
            let took = try await duration(until: "\(name) is paused") {
                try await stack.status()[name].state == "paused"
            }
            try await engine.docker("unpause", container.name)
            try await eventually("\(name) goes on", within: .seconds(30)) {
                try await stack.status()[name].health == "healthy"
            }
            #expect(try await stack.status()[name].pid == before.pid)
            return took
        }

        /// Whoever stops one on purpose does not want it started again.
        private func stop(_ name: String, _ stack: Stack, _ engine: Engine) async throws -> Duration {
            let container = try #require(try await stack.status()[name].container)
            try await engine.docker("stop", container.name)
            let took = try await duration(until: "\(name) is stopped") {
                try await stack.status()[name].state == "stopped"
            }
            try await stack.succeed("start", name)
            try await ready(stack)
            return took
        }

        /// A service that asked another one in vain is unhealthy until it asks again.
        private func ready(_ stack: Stack) async throws {
            try await eventually("all are ready") { try await stack.run("wait", "--timeout", "60").code == 0 }
        }

        private func duration(until what: String, _ holds: () async throws -> Bool) async throws -> Duration {
            let clock = ContinuousClock()
            let begin = clock.now
            try await eventually(what, within: Self.patience, holds)
            return begin.duration(to: clock.now)
        }

        @Test(.enabled("the engine may not be stopped here", { Engine.mayBeStopped }), .timeLimit(.minutes(60)))
        func theEngineGoesAndComesBack() async throws {
            try await NineServices.with(runtime: "docker", usesEngine: true) { stack, nine in
                try await Engine.with { engine in
                    try await nine.up(stack, within: .seconds(300))
                    let before = try await stack.status()
                    var (slowest, slowestReturn) = (Duration.zero, Duration.zero)
                    for round in 1...Capability.rounds {
                        try await engine.control(round.isMultiple(of: 2) ? "kill" : "stop")
                        let lost = try await duration(until: "the engine is gone") {
                            try await stack.status().services.allSatisfy { $0.state == "unreachable" }
                        }
                        slowest = max(slowest, lost)
                        try await engine.control("start")
                        let clock = ContinuousClock()
                        let begin = clock.now
                        try await eventually("all healthy in round \(round)", within: .seconds(90)) {
                            try await stack.status().services.allSatisfy { $0.health == "healthy" }
                        }
                        slowestReturn = max(slowestReturn, begin.duration(to: clock.now))
                        #expect(try await stack.status().containers == before.containers)
                    }
                    print(
                        "\(Capability.rounds) losses of the engine: shown within \(slowest), healthy \(slowestReturn)"
                    )
                    let check = try await stack.start(program: "\(Places.repository)/scripts/check-stack", [])
                        .result(within: .seconds(300))
                    #expect(check.code == 0, "\(check.summary)")
                    try await stack.succeed("down", "--volumes")
                }
            }
        }
    }
}
