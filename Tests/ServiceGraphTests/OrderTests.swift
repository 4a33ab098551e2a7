import ComposeModel
import ServiceGraph
import Testing

@Suite struct OrderTests {
    /// The stack of the design, in the order of its file.
    private let stack = [
        "postgres", "redis", "temporal: postgres!", "temporal-ui = temporal", "typesense", "localstack", "clamav",
        "backend: postgres! redis! temporal! typesense! localstack?", "frontend: backend!",
    ]

    @Test func servicesStartInLayersAndInFileOrderWithinThem() throws {
        let graph = try graph(stack)
        #expect(
            graph.layers == [
                ["postgres", "redis", "typesense", "localstack", "clamav"],
                ["temporal"],
                ["temporal-ui", "backend"],
                ["frontend"],
            ]
        )
        #expect(graph.names == graph.layers.flatMap(\.self))
    }

    @Test func theOrderDoesNotDependOnWhereADependencyStands() throws {
        #expect(try graph(["c: b", "b: a", "a"]).names == ["a", "b", "c"])
        #expect(try graph(["z", "y", "x"]).names == ["z", "y", "x"])
    }

    @Test func noServicesAreAGraphToo() throws {
        let graph = try graph([])
        #expect(graph.names.isEmpty && graph.layers.isEmpty && graph.selection(["a"]).isEmpty)
    }

    @Test func equalServicesMakeEqualGraphs() throws {
        #expect(try graph(stack) == graph(stack))
        #expect(try graph(stack) != graph(stack.dropLast()))
    }

    @Test func aProviderIsStartedBeforeWhatItProvides() throws {
        let graph = try graph(["ui = server", "server"])
        #expect(graph.names == ["server", "ui"])
        let edge = try #require(graph.dependencies(of: "ui").first)
        #expect(edge.service == "server" && edge.condition == .started && edge.isRequired && edge.restart)
        #expect(graph.dependents(of: "server") == ["ui"])
    }

    @Test func whatTheFileSaysOfAProviderGoesBeforeTheImpliedEdge() throws {
        let edges = try graph(["ui = server server!", "server"]).dependencies(of: "ui")
        #expect(edges.map(\.condition) == [.healthy])
    }

    @Test func neighboursAreListedBothWays() throws {
        let graph = try graph(stack)
        #expect(graph.dependencies(of: "temporal").map(\.service) == ["postgres"])
        #expect(graph.dependents(of: "postgres") == ["temporal", "backend"])
        #expect(graph.dependencies(of: "nobody").isEmpty && graph.dependents(of: "nobody").isEmpty)
    }

    @Test func aSelectionBringsItsDependenciesAlong() throws {
        let graph = try graph(stack)
        #expect(graph.selection(["temporal-ui", "redis"]) == ["postgres", "redis", "temporal", "temporal-ui"])
        #expect(graph.selection(["frontend"]).count == 7)
        #expect(graph.selection(["localstack", "localstack", "nobody"]) == ["localstack"])
        #expect(graph.selection([]).isEmpty)
    }

    @Test func theDependentsOfAServiceAreEverythingThatNeedsIt() throws {
        let graph = try graph(stack)
        #expect(graph.dependentsClosure(of: "temporal") == ["temporal-ui", "backend", "frontend"])
        #expect(graph.dependentsClosure(of: "localstack") == ["backend", "frontend"])
        #expect(graph.dependentsClosure(of: "frontend").isEmpty)
        #expect(graph.dependentsClosure(of: "nobody").isEmpty)
    }

    @Test func anOptionalEdgeToAnAbsentServiceIsDropped() throws {
        let graph = try graph(["api: cache? db", "db"])
        #expect(graph.dependencies(of: "api").map(\.service) == ["db"])
    }

    @Test func aRepeatedEdgeCountsOnce() throws {
        let graph = try graph(["api: db db! db", "db"])
        #expect(graph.layers == [["db"], ["api"]])
        #expect(graph.dependents(of: "db") == ["api"])
        #expect(graph.dependencies(of: "api").count == 3)
    }

    @Test(.timeLimit(.minutes(1))) func aChainOfThousandsIsNoTrouble() throws {
        let count = 5_000
        let graph = try graph(chain(count))
        #expect(graph.layers.count == count)
        #expect(graph.names.first == "s\(count - 1)")
        #expect(graph.selection(["s0"]).count == count)
        #expect(graph.dependentsClosure(of: "s\(count - 1)").count == count - 1)
    }

    @Test(.timeLimit(.minutes(1))) func aServiceWithThousandsOfDependenciesIsNoTrouble() throws {
        let count = 5_000
        let leaves = (0..<count).map { "s\($0)" }
        let graph = try graph(["all: " + leaves.joined(separator: " ")] + leaves)
        #expect(graph.layers.map(\.count) == [count, 1])
        #expect(graph.selection(["all"]).count == count + 1)
    }
}
