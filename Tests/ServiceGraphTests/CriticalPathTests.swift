import ServiceGraph
import Testing

@Suite struct CriticalPathTests {
    private func times(_ unblocked: Int, _ ready: Int?, started: Int? = nil) -> StartTimes {
        StartTimes(
            unblocked: .milliseconds(unblocked),
            started: started.map { .milliseconds($0) },
            ready: ready.map { .milliseconds($0) }
        )
    }

    @Test func thePathLeadsThroughTheDependencyThatWasReadyLast() throws {
        let graph = try graph(["db", "cache", "api: db! cache!", "web: api!", "other"])
        let path = graph.criticalPath(times: [
            "db": times(0, 300), "cache": times(0, 120), "api": times(301, 400), "web": times(402, 450),
            "other": times(0, 449),
        ])
        #expect(path.services == ["db", "api", "web"])
        #expect(path.steps.map(\.duration) == [.milliseconds(300), .milliseconds(99), .milliseconds(48)])
        #expect(path.duration == .milliseconds(447))
    }

    @Test func theWaitForTheSeedDataIsAStep() throws {
        let graph = try graph(["db", "api: db!", "web: api!"])
        var api = times(900, 1_000)
        api.seeded = .milliseconds(900)
        let path = graph.criticalPath(times: ["db": times(0, 300), "api": api, "web": times(1_000, 1_050)])
        #expect(path.services == ["db", "seed data", "api", "web"])
        #expect(path.steps.map(\.duration) == [300, 600, 100, 50].map { Duration.milliseconds($0) })
        // Not where the data was there before the dependency.
        api.seeded = .milliseconds(200)
        #expect(graph.criticalPath(times: ["db": times(0, 900), "api": api]).services == ["db", "api"])
        api.seeded = .milliseconds(900)
        #expect(graph.criticalPath(times: ["api": api]).services == ["seed data", "api"])
    }

    @Test func aServiceOnItsOwnCanBeTheWholePath() throws {
        let graph = try graph(["db", "api: db!", "slow"])
        let path = graph.criticalPath(times: ["db": times(0, 10), "api": times(10, 20), "slow": times(0, 500)])
        #expect(path.services == ["slow"])
        #expect(path.duration == .milliseconds(500))
    }

    @Test func onlyTheStartCountsWhereOnlyTheStartWasWaitedFor() throws {
        let graph = try graph(["db", "cache", "api: db cache!"])
        let path = graph.criticalPath(times: [
            "db": times(0, 900, started: 5), "cache": times(0, 100, started: 3), "api": times(100, 1_000),
        ])
        #expect(path.services == ["cache", "api"])

        let started = graph.criticalPath(times: [
            "db": times(0, 900, started: 105), "cache": times(0, 100, started: 3), "api": times(105, 1_000),
        ])
        #expect(started.services == ["db", "api"])
        #expect(started.steps.map(\.duration) == [.milliseconds(105), .milliseconds(895)])
    }

    @Test func anOptionalDependencyThatCameLaterIsNotOnThePath() throws {
        let graph = try graph(["cache", "db", "api: cache? db!"])
        let path = graph.criticalPath(times: [
            "cache": times(0, 500, started: 490), "db": times(0, 100), "api": times(100, 600),
        ])
        #expect(path.services == ["db", "api"])
    }

    @Test func whatNeverBecameReadyIsLeftOut() throws {
        let graph = try graph(["db", "api: db!"])
        #expect(graph.criticalPath(times: ["db": times(0, 10), "api": times(10, nil)]).services == ["db"])
        #expect(graph.criticalPath(times: ["db": times(0, nil)]).services.isEmpty)
        #expect(graph.criticalPath(times: [:]).duration == .zero)
    }

    @Test func ofEquallyLateDependenciesTheOneThatStartsFirstIsTaken() throws {
        let graph = try graph(["a", "b", "c: b! a!"])
        let path = graph.criticalPath(times: ["a": times(0, 50), "b": times(0, 50), "c": times(50, 60)])
        #expect(path.services == ["a", "c"])
    }

    @Test func aProvidedServiceFollowsItsProvider() throws {
        let graph = try graph(["server", "ui = server"])
        let path = graph.criticalPath(times: ["server": times(0, 80, started: 20), "ui": times(20, 90)])
        #expect(path.services == ["server", "ui"])
        #expect(path.duration == .milliseconds(90))
    }

    @Test(.timeLimit(.minutes(1))) func aLongPathIsWalkedInOneGo() throws {
        let count = 5_000
        let graph = try graph(chain(count))
        var measured: [String: StartTimes] = [:]
        for position in 0..<count {
            measured["s\(position)"] = times(count - position, count - position + 1, started: count - position + 1)
        }
        #expect(graph.criticalPath(times: measured).steps.count == count)
    }
}
