import Diagnostics
import ServiceGraph
import Testing

@Suite struct CycleTests {
    private func place(_ line: Int, _ column: Int) -> Diagnostics.SourceLocation {
        Diagnostics.SourceLocation(file: "compose.yaml", line: line, column: column)
    }

    @Test func aCycleIsNamedAsAPathAndLocatedAtItsEdges() throws {
        let found = problems(["other", "a: other b", "b: c!", "c: a"])
        let cycle = try #require(found.first)
        #expect(found.count == 1)
        #expect(cycle.severity == .error && cycle.code == "dependency-cycle")
        #expect(cycle.message == "services wait for each other in a cycle: a → b → c → a")
        #expect(cycle.location == place(2, 20))
        #expect(cycle.length == 1)
        #expect(cycle.notes.map(\.message) == ["'b' depends on 'c'", "'c' depends on 'a'"])
        #expect(cycle.notes.map(\.location) == [place(3, 10), place(4, 10)])
        #expect(cycle.hint == "remove one of these dependencies")
    }

    @Test func aServiceThatNeedsItselfIsACycle() {
        let found = problems(["api: api db", "db"])
        #expect(found.map(\.message) == ["service 'api' depends on itself"])
        #expect(found.first?.location == place(1, 10))
        #expect(found.first?.length == 3)
    }

    @Test func everyCycleIsReported() {
        let found = problems(["a: b", "b: a", "c: d", "d: c", "e: a c"])
        #expect(
            found.map(\.message) == [
                "services wait for each other in a cycle: a → b → a",
                "services wait for each other in a cycle: c → d → c",
            ]
        )
    }

    @Test func cyclesThatShareServicesAreToldApart() {
        let found = problems(["a: b c", "b: c", "c: a"])
        #expect(
            found.map(\.message) == [
                "services wait for each other in a cycle: a → b → c → a",
                "services wait for each other in a cycle: a → c → a",
            ]
        )
    }

    @Test func aServiceBehindACycleIsNotPartOfIt() {
        let found = problems(["front: a", "a: b", "b: a back", "back"])
        #expect(found.map(\.message) == ["services wait for each other in a cycle: a → b → a"])
    }

    @Test func anOptionalEdgeMakesACycleToo() {
        #expect(problems(["a: b?", "b: a"]).count == 1)
    }

    @Test func aProviderThatWaitsForWhatItProvidesIsACycle() throws {
        let cycle = try #require(problems(["server: ui!", "ui = server"]).first)
        #expect(cycle.message == "services wait for each other in a cycle: server → ui → server")
        #expect(cycle.notes.map(\.message) == ["'ui' is provided by 'server'"])
        #expect(cycle.notes.first?.location == place(2, 10))
    }

    @Test(.timeLimit(.minutes(1))) func aCycleOfThousandsIsShownByItsEnds() throws {
        let count = 5_000
        let found = problems(chain(count).dropLast() + ["s\(count - 1): s0"])
        let cycle = try #require(found.first)
        #expect(found.count == 1)
        #expect(cycle.message.hasPrefix("services wait for each other in a cycle: s0 → s1 → "))
        #expect(cycle.message.contains(" → … 4977 more … → "))
        #expect(cycle.message.hasSuffix(" → s4999 → s0"))
        #expect(cycle.notes.count == 25)
    }

    @Test(.timeLimit(.minutes(1))) func aTangleIsReportedUpToALimit() {
        let names = (0..<150).map { "s\($0)" }
        let found = problems(names.map { "\($0): " + names.joined(separator: " ") })
        #expect(found.count == 51)
        #expect(found.contains { $0.message == "there are more cycles; only the first 50 are listed" })
    }

    @Test func anUnknownServiceIsReportedWithTheNearestName() throws {
        let found = problems(["api: postgers! db", "postgres", "ui = servr", "server"])
        #expect(found.map(\.code) == ["unknown-service", "unknown-service", "unknown-service"])
        #expect(
            found.map(\.message) == [
                "service 'api' depends on 'postgers', which is not a service of this project",
                "service 'api' depends on 'db', which is not a service of this project",
                "service 'ui' is provided by 'servr', which is not a service of this project",
            ]
        )
        #expect(found.map(\.hint) == ["did you mean 'postgres'?", nil, "did you mean 'server'?"])
        #expect(found.map(\.location) == [place(1, 10), place(1, 20), place(3, 10)])
    }

    @Test func aNameThatComesTwiceIsReported() throws {
        let problem = try #require(problems(["a", "b", "a"]).first)
        #expect(problem.code == "duplicate-service")
        #expect(problem.location == place(3, 1))
        #expect(problem.notes.first?.location == place(1, 1))
    }

    @Test func allKindsOfProblemsComeAtOnce() {
        #expect(Set(problems(["a: b", "b: a x", "a"]).map(\.code)).count == 3)
    }
}
