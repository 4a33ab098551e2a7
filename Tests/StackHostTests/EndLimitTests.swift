import ComposeModel
import Testing

@testable import StackHost

@Suite struct EndLimitTests {
    private func stack(_ services: (name: String, grace: Int, needs: [String])...) -> [Service] {
        services.map { name, grace, needs in
            var service = Service(name: name)
            service.stopGracePeriod = .seconds(grace)
            service.dependencies = needs.map { Dependency(service: $0) }
            return service
        }
    }

    @Test func aStackThatEndsQuicklyGetsHalfAMinute() {
        #expect(EndLimit.limit(of: stack(("a", 1, []), ("b", 2, ["a"]))) == .seconds(30))
        #expect(EndLimit.limit(of: stack()) == .seconds(30))
    }

    @Test func theGracePeriodsOfAChainAddUp() {
        #expect(EndLimit.limit(of: stack(("a", 60, []), ("b", 50, []))) == .seconds(70))
        #expect(EndLimit.limit(of: stack(("a", 60, []), ("b", 50, ["a"]), ("c", 40, ["b"]))) == .seconds(160))
    }

    @Test func aCircleEnds() {
        #expect(EndLimit.limit(of: stack(("a", 60, ["b"]), ("b", 50, ["a"]))) >= .seconds(70))
    }

    @Test func itNeverBecomesShorterWhileTheStackRuns() {
        let limit = EndLimit(stack(("a", 100, [])))
        limit.take(stack(("a", 1, [])))
        #expect(limit.current == .seconds(110))
        limit.take(stack(("a", 200, [])))
        #expect(limit.current == .seconds(210))
    }
}
