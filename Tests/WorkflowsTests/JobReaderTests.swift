import OrderedCollections
import Testing

@testable import Workflows

/// What is made of act's output.
@Suite struct JobReaderTests {
    private static let mark = "s3cret"

    private static func job(_ steps: String, _ more: String = "") throws -> WorkflowJob {
        let text = "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    \(more)\n    steps:\n\(steps)"
        return try #require(try workflow(text).jobs["t"])
    }

    /// A line of act about a step.
    private static func event(_ key: String, _ message: String, _ more: String = "") -> String {
        #"{"job":"CI/t","jobID":"t","matrix":{},"msg":"\#(message)","stage":"Main","stepID":["\#(key)"]\#(more)}"#
    }

    private static func output(_ key: String, _ text: String) -> String {
        event(key, text + #"\n"#, #","raw_output":true"#)
    }

    private static func end(_ key: String, _ result: String) -> String {
        event(key, "  x", #","stepResult":"\#(result)","executionTime":1500000000"#)
    }

    private static func jobEnd(_ result: String, matrix: String = "{}") -> String {
        #"{"job":"CI/t","jobID":"t","matrix":\#(matrix),"msg":"🏁","jobResult":"\#(result)"}"#
    }

    private func read(
        _ job: WorkflowJob,
        _ lines: [String],
        exitCode: Int32 = 0
    ) -> (shown: [String], result: JobResult) {
        var reader = JobReader(job, mark: Self.mark)
        let shown = lines.flatMap { reader.read($0) }
        return (shown, reader.result(exitCode: exitCode))
    }

    private let twoSteps = "      - run: make test\n      - {id: o, run: make more}\n"

    @Test func aJobThatPasses() throws {
        let (shown, result) = read(
            try Self.job(twoSteps),
            [
                #"{"job":"CI/other","jobID":"other","msg":"⭐ Run Main x","stage":"Main","stepID":["0"]}"#,
                #"{"level":"warning","msg":"Couldn't get a valid docker connection"}"#,
                Self.event("0", "⭐ Run Main make test"), Self.output("0", #"10 %\r100 %"#), Self.end("0", "success"),
                Self.event("o", "⭐ Run Main make more"), Self.output("o", "cpadev-s3cret output sha YWJj"),
                Self.end("o", "success"), Self.jobEnd("success"),
            ]
        )
        #expect(shown == ["▶ make test", "100 %", "✔ make test", "▶ make more", "✔ make more"])
        #expect(result.state == .passed && result.succeeded && result.outputs == ["sha": "abc"])
        #expect(result.steps.map(\.state) == [.passed, .passed] && result.steps.map(\.durationMs) == [1500, 1500])
    }

    @Test func aFailureNamesTheStepAndItsExitCode() throws {
        let (shown, result) = read(
            try Self.job(twoSteps),
            [
                Self.event("0", "⭐ Run Main make test"), Self.end("0", "failure"),
                Self.event("0", "exit status 3", #","level":"error""#), Self.jobEnd("failure"), "Error: Job 't' failed",
            ],
            exitCode: 1
        )
        #expect(shown == ["▶ make test", "✗ make test", "  exit code 3"])
        #expect(result.state == .failed && !result.succeeded && result.reason == "make test: exit code 3")
        #expect(result.steps.map(\.state) == [.failed, .skipped])
    }

    @Test func aMissingToolIsNoFailure() throws {
        let (shown, result) = read(
            try Self.job(twoSteps),
            [
                Self.output("0", "cpadev-s3cret unavailable cargo-audit"), Self.end("0", "success"),
                Self.end("o", "success"), Self.jobEnd("success"),
            ]
        )
        #expect(shown.first == "? make test: cargo-audit is not installed; cargo install cargo-audit")
        #expect(result.state == .unavailable && result.succeeded && result.remedy == "cargo install cargo-audit")
        #expect(result.steps.map(\.state) == [.unavailable, .passed])
    }

    @Test func aFailureCountsMoreThanAMissingTool() throws {
        let (_, result) = read(
            try Self.job(twoSteps),
            [
                Self.output("0", "cpadev-s3cret unavailable sqlx"), Self.end("0", "success"), Self.end("o", "failure"),
                Self.event("o", "exitcode '7': failure", #","level":"error""#), Self.jobEnd("failure"),
            ],
            exitCode: 1
        )
        #expect(result.state == .failed && result.reason == "make more: exit code 7")
    }

    @Test func aMarkWithoutTheSecretIsOutput() throws {
        let (shown, result) = read(
            try Self.job(twoSteps),
            [
                Self.output("0", "cpadev-other unavailable cargo"), Self.end("0", "success"),
                Self.end("o", "success"), Self.jobEnd("success"),
            ]
        )
        #expect(shown.first == "cpadev-other unavailable cargo" && result.state == .passed)
    }

    @Test func anActionThatCannotBeFetchedIsUnavailable() throws {
        let message = "Unable to clone https://github.com/some/thing: dial tcp: lookup github.com: no such host"
        let (shown, result) = read(
            try Self.job("      - uses: some/thing@v1\n      - run: make\n"),
            [
                Self.event("0", message, #","level":"error""#), Self.event("0", message, #","level":"error""#),
                Self.jobEnd("failure"), "Error: Get x: dial tcp",
            ],
            exitCode: 1
        )
        #expect(shown.first == "? some/thing@v1: the action some/thing@v1 cannot be fetched")
        #expect(result.state == .unavailable && !result.succeeded)
        #expect(result.steps.map(\.state) == [.unavailable, .skipped])
    }

    @Test func aFalseConditionSkipsTheJob() throws {
        let (_, result) = read(try Self.job(twoSteps, "if: github.ref == 'x'"), [])
        #expect(result.state == .skipped && result.reason == "its condition is false: github.ref == 'x'")
    }

    @Test func aMachineThatIsNotHereIsUnavailable() throws {
        let line = #"{"job":"CI/t","jobID":"t","msg":"🚧  Skipping unsupported platform -- Try"}"#
        #expect(read(try Self.job(twoSteps), [line]).result.state == .unavailable)
    }

    @Test func anErrorOfActIsTheReason() throws {
        let (shown, result) = read(try Self.job(twoSteps), ["Error: no space left on device"], exitCode: 1)
        #expect(shown == ["✗ no space left on device"])
        #expect(result.state == .failed && result.reason == "no space left on device")
    }

    @Test func combinationsOfAMatrixAreToldApart() throws {
        func line(_ value: String, _ result: String) -> String {
            #"{"job":"t-1","jobID":"t","matrix":{"v":"\#(value)"},"msg":"x","stage":"Main","stepID":["0"],"stepResult":"\#(result)"}"#
        }
        let (shown, result) = read(
            try Self.job("      - run: make\n"),
            [
                line("2", "failure"), line("1", "success"), Self.jobEnd("failure", matrix: #"{"v":"2"}"#),
                Self.jobEnd("success", matrix: #"{"v":"1"}"#),
            ],
            exitCode: 1
        )
        #expect(shown == ["(2) ✗ make", "(1) ✔ make"])
        #expect(result.steps.map(\.title) == ["(1) make", "(2) make"] && result.state == .failed)
    }

    @Test func annotationsKeepTheirPlaces() throws {
        let more = #","command":"error","arg":"bad thing","kvPairs":{"file":"a.txt","line":"1"}"#
        #expect(read(try Self.job(twoSteps), [Self.event("0", "x", more)]).shown == ["error: a.txt:1: bad thing"])
    }
}
