import ControlAPI
import Dashboards
import FoundationEssentials
import Testing

@testable import StackHost

@Suite struct RecordedDashboardTests {
    private func dashboard(_ panels: [PanelData]) -> RecordedDashboard {
        RecordedDashboard(
            name: "d",
            text: "{}",
            end: 100,
            step: 5,
            panels: panels,
            alerts: [FiringAlert(name: "A", severity: "high", periods: [10...20])]
        )
    }

    private func series(_ values: [(Double, Double)]) -> Series {
        let samples = values.map { Series.Sample(time: $0.0, value: $0.1) }
        return Series(name: "s", labels: ["someLabel_X": "y"], target: "A", samples: samples)
    }

    @Test func itIsTheSameAfterItWasWrittenAndRead() throws {
        let finite = series([(0, 1), (5, 2.5)])
        let recorded = dashboard([.series([finite]), .failed("no answer"), .lines(["a"]), .none])
        let data = try ControlCoding.encode(RecordingPart.dashboard(recorded))
        #expect(try ControlCoding.decode(RecordingPart.self, from: data) == .dashboard(recorded))
    }

    @Test func whatIsNoNumberIsAbsentAfterwards() throws {
        let data = try ControlCoding.encode(PanelData.series([series([(0, .nan), (5, .infinity)])]))
        guard case .series(let read) = try ControlCoding.decode(PanelData.self, from: data) else {
            Issue.record("no series")
            return
        }
        #expect(read[0].samples.map(\.time) == [0, 5] && read[0].samples.allSatisfy { $0.value.isNaN })
    }

    @Test func aPanelShowsThePartThatIsInView() {
        let recorded = dashboard([.series([series([(0, 1), (5, 2), (10, 3), (100, 4)])])])
        func samples(_ start: Double, _ end: Double, _ step: Double) -> [[Double]] {
            guard case .series(let series) = recorded.data(of: 0, from: start, to: end, step: step) else { return [] }
            return series[0].samples.map { [$0.time, $0.value] }
        }
        #expect(samples(0, 10, 5) == [[0, 1], [5, 2], [10, 3]])
        #expect(samples(4, 50, 60) == [[5, 2], [10, 3]])
        // A finer view has no gaps between the samples.
        #expect(samples(0, 10, 2) == [[0, 1], [2, 1], [4, 2], [6, 2], [8, 3], [10, 3]])
        #expect(recorded.data(of: 7, from: 0, to: 10, step: 5) == .none)
    }

    @Test func valuesOfTheEndAreNotShownAsThoseOfEarlierTimes() {
        let recorded = dashboard([.series([series([(100, 4)])])])
        #expect(recorded.data(of: 0, from: 0, to: 100, step: 5) == .series([series([(100, 4)])]))
        // Windows end at multiples of their step.
        #expect(recorded.data(of: 0, from: 0, to: 96, step: 8) == .series([series([(100, 4)])]))
        #expect(recorded.data(of: 0, from: 0, to: 50, step: 5) == .failed("recorded only for the end of the recording"))
    }
}
