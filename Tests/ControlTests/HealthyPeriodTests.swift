import ControlAPI
import FoundationEssentials
import Health
import StateFiles
import Supervision
import Testing

@testable import StackService

@Suite struct HealthyPeriodTests {
    private let folder: OwnedDirectory
    private var path: String { "\(folder.path)/green" }

    init() throws {
        let name = "/green-" + UUID().uuidString.prefix(8)
        folder = try OwnedDirectory(path: FileManager.default.temporaryDirectory.path + name, making: 0o700)
    }

    private func watch(lastSeenNs: Int64? = nil) -> HealthyPeriodRecorder {
        HealthyPeriodRecorder(in: folder, "green", lastSeenNs: { lastSeenNs })
    }

    private func span(_ from: Int64, _ until: Int64? = nil) -> HealthyPeriod {
        HealthyPeriod(from: Date(nanoseconds: from), until: until.map { Date(nanoseconds: $0) })
    }

    @Test func theLastTimeIsTheOneThatCounts() async {
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let watch = watch()
        #expect(await watch.observe(isFullyHealthy: false, sequence: 1, nowNs: 1_000_000_000) == nil)
        #expect(await watch.observe(isFullyHealthy: true, sequence: 2, nowNs: 2_000_000_000) == span(2_000_000_000))
        #expect(await watch.observe(isFullyHealthy: true, sequence: 3, nowNs: 3_000_000_000) == span(2_000_000_000))
        #expect(
            await watch.observe(isFullyHealthy: false, sequence: 4, nowNs: 4_000_000_000)
                == span(2_000_000_000, 4_000_000_000)
        )
        #expect(
            await watch.observe(isFullyHealthy: false, sequence: 5, nowNs: 5_000_000_000)
                == span(2_000_000_000, 4_000_000_000)
        )
        #expect(await watch.observe(isFullyHealthy: true, sequence: 6, nowNs: 6_000_000_000) == span(6_000_000_000))
    }

    @Test func theNextSupervisorKnowsIt() async {
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let first = watch()
        _ = await first.observe(isFullyHealthy: true, sequence: 2, nowNs: 2_000_000_000)
        // It died meanwhile: nobody saw an end, but lines were written until 9 s.
        #expect(await watch(lastSeenNs: 9_000_000_000).lastGreen == span(2_000_000_000, 9_000_000_000))
        #expect(await watch(lastSeenNs: 1_000_000_000).lastGreen == span(2_000_000_000, 2_000_000_000))
        _ = await first.observe(isFullyHealthy: false, sequence: 4, nowNs: 4_000_000_000)
        #expect(await watch(lastSeenNs: 9_000_000_000).lastGreen == span(2_000_000_000, 4_000_000_000))
    }

    @Test(arguments: ["", "{", "[]", "{\"fromNs\":\"x\"}", "\u{0}"])
    func aFileThatIsNoneIsNothing(text: String) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(await watch().lastGreen == nil)
    }

    @Test func aReportThatWasOvertakenIsIgnored() async {
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let watch = watch()
        _ = await watch.observe(isFullyHealthy: true, sequence: 2, nowNs: 2_000_000_000)
        let late = await watch.observe(isFullyHealthy: false, sequence: 1, nowNs: 3_000_000_000)
        #expect(late == span(2_000_000_000))
    }

    @Test func aFileIsWrittenOnlyWhenSomethingChanges() async {
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let watch = watch()
        _ = await watch.observe(isFullyHealthy: true, sequence: 2, nowNs: 2_000_000_000)
        try? FileManager.default.removeItem(atPath: path)
        _ = await watch.observe(isFullyHealthy: true, sequence: 3, nowNs: 3_000_000_000)
        #expect(!FileManager.default.fileExists(atPath: path))
        _ = await watch.observe(isFullyHealthy: false, sequence: 4, nowNs: 4_000_000_000)
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func theStackIsGreenWhileAllThatShouldRunIsReady() {
        typealias State = ServiceStateMachine.State
        let ready: [State] = [.running(.healthy), .running(nil), .completed]
        let absent: [State] = [.stopped, .unavailable(reason: "", remedy: nil), .skipped(reason: "")]
        let troubled: [State] = [
            .preparing, .waiting(for: []), .starting, .running(.starting), .running(.unhealthy),
            .stopping(then: .stopped),
            .gaveUp(reason: ""), .failed(reason: "", remedy: nil), .backoff(attempt: 1, delay: .zero),
        ]
        #expect(HealthyPeriodRecorder.isFullyHealthy(ready) && HealthyPeriodRecorder.isFullyHealthy(ready + absent))
        #expect(!HealthyPeriodRecorder.isFullyHealthy(absent) && !HealthyPeriodRecorder.isFullyHealthy([]))
        for state in troubled { #expect(!HealthyPeriodRecorder.isFullyHealthy(ready + [state]), "\(state)") }
    }

    @Test func shapesAreNewFromTheBeginningOrTheLastMomentsOn() {
        let second: Int64 = 1_000_000_000
        #expect(PatternFolding.cutoff(span(100 * second)) == 100 * second)
        #expect(PatternFolding.cutoff(span(100 * second, 200 * second)) == 190 * second)
        #expect(PatternFolding.cutoff(span(100 * second, 105 * second)) == 100 * second)
    }
}
