import Environments
import Testing

@Suite struct EnvironmentReportTests {
    private func problems(_ change: (inout EnvironmentReport) -> Void) -> [EnvironmentReport.Problem] {
        var report = EnvironmentReport(name: "staging")
        change(&report)
        return report.problems
    }

    private func certificate(
        expiresIn seconds: Int64,
        _ trust: EnvironmentReport.Certificate.Trust = .trusted
    ) -> EnvironmentReport.Certificate {
        EnvironmentReport.Certificate(
            validFrom: 0,
            expires: 1_000_000_000 + seconds,
            trust: trust,
            warningDays: 14,
            now: 1_000_000_000
        )
    }

    @Test func nothingCheckedIsNoProblem() {
        #expect(problems { _ in } == [])
    }

    @Test(
        arguments: [
            (100 * 86_400, [String]()), (14 * 86_400, []), (14 * 86_400 - 1, ["the certificate expires in 13 days"]),
            (2 * 86_400 - 1, ["the certificate expires in 1 day"]), (60, ["the certificate expires within a day"]),
            (0, ["the certificate expired today"]), (-86_399, ["the certificate expired today"]),
            (-86_400, ["the certificate expired 1 day ago"]), (-10 * 86_400, ["the certificate expired 10 days ago"]),
        ]
    )
    func daysOfACertificateAreWhole(_ seconds: Int, _ messages: [String]) {
        let found = problems { $0.certificate = .found(certificate(expiresIn: Int64(seconds))) }
        #expect(found.map(\.message) == messages)
        #expect(found.allSatisfy { $0.severity == .error && $0.subject == .certificate })
    }

    @Test func trustIsAProblemBesideTime() {
        let found = problems { $0.certificate = .found(certificate(expiresIn: -1, .selfSigned)) }
        #expect(found.map(\.message) == ["the certificate expired today", "the certificate is self-signed"])
    }

    @Test func serverThatDoesNotAnswerIsNamedOnce() {
        let problem = CheckProblem(.unreachable, "nothing listens")
        let found = problems { report in
            report.health = .failed(problem)
            report.version = .failed(problem)
            report.commit = .failed(problem)
            // A time limit differs by a fraction of a second.
            report.certificate = .failed(CheckProblem(.unreachable, "nothing listens here"))
        }
        #expect(found.map(\.message) == ["nothing listens"])
        let others = problems { report in
            report.health = .failed(problem)
            report.certificate = .failed(CheckProblem(.garbled, "no TLS"))
        }
        #expect(others.map(\.message) == ["nothing listens", "no TLS"])
    }

    @Test func missingMigrationsAreNoProblemAndChangedOnesAre() {
        func found(_ change: (inout EnvironmentReport.Migrations) -> Void) -> [EnvironmentReport.Problem] {
            var migrations = EnvironmentReport.Migrations(
                applied: 3,
                missing: ["0004_d"],
                unknown: [],
                changed: [],
                failed: []
            )
            change(&migrations)
            let database = EnvironmentReport.Database(name: "app", role: "reader", migrations: migrations)
            return problems { $0.database = .found(database) }
        }
        #expect(found { _ in } == [])
        let changed = found { $0.changed = ["0002_b"] }
        #expect(changed.map(\.severity) == [.error])
        #expect(changed.map(\.message) == ["migrations whose file has changed since it was applied: 0002_b"])
        #expect(found { $0.failed = ["0003_c"] }.map(\.severity) == [.error])
        let many = found { $0.unknown = (1...7).map { "000\($0)_x" } }
        #expect(many.map(\.severity) == [.warning])
        #expect(many.first?.message.hasSuffix("0004_x, 0005_x, and 2 more") == true)
    }

    @Test func whatCannotBeCheckedFromHereIsAWarning() {
        let missing = problems { $0.database = .failed(CheckProblem(.missing, "the variable X is not set")) }
        #expect(missing.map(\.severity) == [.warning])
        let writer = problems { $0.database = .failed(CheckProblem(.refused, "the role can write")) }
        #expect(writer.map(\.severity) == [.error])
        var report = EnvironmentReport(name: "staging")
        report.database = .failed(CheckProblem(.missing, ""))
        #expect(!report.isInTrouble)
    }

    @Test func onlyAFailedRunIsAProblem() {
        let states: [EnvironmentReport.Run.State] = [.passed, .failed, .unavailable, .skipped, .cancelled]
        for state in states {
            let run = EnvironmentReport.Run(state: state, began: 0)
            #expect(problems { $0.run = .found(run) }.count == (state == .failed ? 1 : 0))
        }
    }
}
