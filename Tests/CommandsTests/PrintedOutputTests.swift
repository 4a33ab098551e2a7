import ControlAPI
import TestSupport
import Testing

@testable import Commands

/// What commands print of made-up values, as tables and as JSON.
@Suite struct PrintedOutputTests {
    private static let golden = GoldenFolder("Golden/output")

    @Test(arguments: PrintedOutput.allCases)
    func outputReadsAsItDid(of output: PrintedOutput) throws {
        try Self.golden.check(try output.text(), output.rawValue)
    }

    @Test func everyFileIsUsed() throws {
        try Self.golden.checkOrphans(besides: PrintedOutput.allCases.map(\.rawValue))
    }

    @Test func theStatusHasEveryStateAndHealth() {
        let services = StatusSamples.snapshot.services
        #expect(Set(services.map(\.state)) == Set(ServiceStatus.State.allCases))
        let healths = Set(services.filter { $0.state == .running }.map(\.health))
        #expect(healths == Set(ServiceStatus.Health.allCases.map(Optional.some) + [nil]))
    }

    @Test func theSeedStatusHasEveryStateOfAStore() {
        let states = Set(DataSamples.status.firms.flatMap(\.stores).map(\.state))
        #expect(states == Set(DataStatus.Store.State.allCases))
    }
}
