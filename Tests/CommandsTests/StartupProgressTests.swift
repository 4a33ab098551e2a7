import ControlAPI
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Commands

/// The lines of `up` without a screen.
@Suite struct StartupProgressTests {
    private func lines(_ statuses: [ServiceStatus]) throws -> [String] {
        let folder = try TemporaryFolder()
        let file = creat("\(folder.path)/lines", 0o600)
        defer { close(file) }
        var progress = StartupProgress(services: ["db"], terminal: Terminal(descriptor: file))
        for (number, status) in statuses.enumerated() {
            let event = StackEvent(sequence: UInt64(number), at: Date(), payload: .serviceChanged(status))
            progress.show(.event(event), StatusSamples.snapshot)
        }
        return try folder.read("lines").split(separator: "\n").map(String.init)
    }

    private func status(_ state: ServiceStatus.State, _ difference: String?) -> ServiceStatus {
        var status = ServiceStatus(name: "db", state: state)
        status.runtime = "native"
        status.health = ServiceStatus.Health.none
        status.binary = .init(path: "/usr/bin/db", version: "15", difference: difference)
        return status
    }

    @Test func whatAProgramIgnoresIsSaidOnceWhenItStarts() throws {
        let difference = "ignored from the Compose file's command: -c fsync=off"
        let start = [ServiceStatus(name: "db", state: .preparing), status(.waiting, difference)]
        let lines = try lines(start + [status(.starting, difference), status(.running, difference)])
        #expect(lines == ["· db \(difference)", "✔ db running"])
    }

    @Test func nothingIsSaidOfTheProgramOfTheFormerRun() throws {
        let before = status(.stopped, "another version")
        #expect(try lines([before, status(.preparing, "another version"), status(.running, nil)]) == ["✔ db running"])
    }

    @Test func nothingIsSaidOfAServiceThatRunsAlready() throws {
        #expect(try lines([status(.running, "another version")]) == ["✔ db running"])
    }
}
