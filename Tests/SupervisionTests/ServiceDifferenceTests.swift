import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

@testable import Supervision

@Suite struct ServiceDifferenceTests {
    private func lines(_ change: (inout Service) -> Void) -> [String] {
        let old = Service(name: "web")
        var new = old
        change(&new)
        return ServiceDifference.lines(from: old, to: new)
    }

    @Test func changesAreNamedByTheirKeys() {
        #expect(lines { $0.stopGracePeriod = .seconds(3) } == ["web: stop_grace_period changed"])
        #expect(lines { $0.settings.native = .command(["a"], check: nil) } == ["web: x-cpadev.native changed"])
        #expect(lines { $0.container.hasTerminal = true } == ["web: tty changed"])
        #expect(lines { $0.dependencies = [Dependency(service: "db")] } == ["web: depends_on changed"])
    }

    @Test func ofVariablesTheNamesAreTold() {
        #expect(lines { $0.environment = ["B": "secret", "A": nil] } == ["web: environment A, B changed"])
    }

    @Test func whatNeedsNoRestartIsNoChange() {
        #expect(lines { $0.location.line = 9 } == [])
        #expect(lines { $0.settings.maxLogBytes = 9 } == [])
        #expect(lines { $0.settings.expectedErrors = ["a"] } == [])
        #expect(lines { $0.settings.isOptional = true } == [])
        #expect(lines { $0.settings.runtime = .native } == [])
    }

    /// A property that nobody compares would be changed without a word, and without a restart.
    @Test func everyPropertyIsCompared() {
        let untold = ["name", "location", "environment", "container", "settings", "replica", "family"]
        let ofSettings = ["runtime", "maxLogBytes", "expectedErrors", "isOptional"]
        let service = Service(name: "web")
        let count =
            Mirror(reflecting: service).children.filter { !untold.contains($0.label ?? "") }.count
            + Mirror(reflecting: service.container).children.count
            + Mirror(reflecting: service.settings).children.filter { !ofSettings.contains($0.label ?? "") }.count
        #expect(ServiceDifference.parts.count == count)
        #expect(Set(ServiceDifference.parts.map(\.key)).count == count)
    }
}
