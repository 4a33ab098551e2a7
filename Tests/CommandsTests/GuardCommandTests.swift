import ArgumentParser
import Testing

@testable import Commands

@Suite struct GuardCommandTests {
    @Test func theLedgerIsInTheWorkingDirectory() throws {
        #expect(try GuardCommand.parse(["--state", "/shop/.cpadev", "--cookie", "c"]).folder == ".")
    }

    @Test func aSupervisorOfAnOlderBuildNamesTheLedger() throws {
        let run = "/shop/.cpadev/run"
        let arguments = ["--ledger", "\(run)/ledger", "--log", "\(run)/guardian.log", "--cookie", "c"]
        #expect(try GuardCommand.parse(arguments).folder == run)
    }
}
