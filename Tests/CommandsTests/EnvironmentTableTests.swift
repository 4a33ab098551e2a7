import Environments
import Testing

@testable import Commands

@Suite struct EnvironmentTableTests {
    private let sha = "0123456789abcdef0123456789abcdef01234567"

    private func database(_ missing: [String], changed: [String] = []) -> EnvironmentReport.Database {
        let migrations = EnvironmentReport.Migrations(
            applied: 12,
            missing: missing,
            unknown: [],
            changed: changed,
            failed: []
        )
        return EnvironmentReport.Database(name: "cpa", role: "reader", migrations: migrations)
    }

    private func certificate(days: Int64) -> EnvironmentReport.Certificate {
        EnvironmentReport.Certificate(
            validFrom: 1_790_000_000,
            expires: 1_800_000_000 + days * 86_400,
            trust: days < 0 ? .selfSigned : .trusted,
            warningDays: 14,
            now: 1_800_000_000
        )
    }

    private var reports: [EnvironmentReport] {
        var local = EnvironmentReport(name: "local")
        local.health = .found(EnvironmentReport.Health(.starting, "12/14 ready", latency: .milliseconds(3)))
        local.version = .found("0.1.0")
        local.commit = .found(EnvironmentReport.Commit(sha: sha, distance: .found(.init(behind: 0, ahead: 2))))
        var ci = EnvironmentReport(name: "ci")
        ci.run = .found(EnvironmentReport.Run(state: .passed, began: 1_800_000_000))
        var staging = EnvironmentReport(name: "staging", address: "https://staging.example")
        staging.health = .found(EnvironmentReport.Health(.healthy, "status 200 OK", latency: .microseconds(41_500)))
        staging.version = .found("1.4.2")
        staging.commit = .found(EnvironmentReport.Commit(sha: sha, distance: .found(.init(behind: 3, ahead: 0))))
        staging.database = .found(database(["0013_x"]))
        staging.certificate = .found(certificate(days: 83))
        var production = EnvironmentReport(name: "production", address: "https://app.example")
        production.health = .found(EnvironmentReport.Health(.unhealthy, "status 503 Service Unavailable"))
        production.version = .failed(CheckProblem(.garbled, "/version: the response is not JSON"))
        production.database = .failed(CheckProblem(.refused, "the role can write", remedy: "use another:\nCREATE ROLE"))
        production.certificate = .found(certificate(days: -3))
        var demo = EnvironmentReport(name: "demo", address: "https://demo.example")
        demo.health = .failed(CheckProblem(.late, "it does not answer"))
        demo.certificate = .failed(CheckProblem(.late, "it does not answer"))
        return [local, ci, staging, production, demo]
    }

    @Test func eachEnvironmentHasARowAndItsProblemsBelow() {
        let text = EnvironmentTable.render(reports, .none, width: nil)
        #expect(
            text == """
                NAME        HEALTH       VERSION  COMMIT     BEHIND      MIGRATIONS             CERTIFICATE           LATENCY
                local       12/14 ready  0.1.0    012345678  0, 2 ahead  -                      -                     3 ms
                ci          passed       -        -          -           -                      -                     -
                staging     healthy      1.4.2    012345678  3           12 applied, 1 missing  83 days               41 ms
                production  unhealthy    ?        -          -           refused                expired, self-signed  -
                demo        no answer    -        -          -           -                      ?                     -

                production: it is unhealthy: status 503 Service Unavailable
                production: /version: the response is not JSON
                production: the role can write
                  hint: use another:
                    CREATE ROLE
                production: the certificate expired 3 days ago
                production: the certificate is self-signed
                demo: it does not answer

                """
        )
    }

    @Test func narrowTerminalLosesTheLeastImportantColumns() {
        let lines = EnvironmentTable.render(reports, .none, width: 90).split(separator: "\n")
        #expect(lines.first?.hasSuffix("CERTIFICATE") == true && lines.first?.contains("COMMIT") == false)
        #expect(lines.first?.contains("BEHIND") == true)
    }

    @Test func foreignTextReachesNoTerminal() {
        var report = EnvironmentReport(name: "staging")
        report.version = .found("1.0\u{1B}[31m\nx")
        let text = TerminalMarkup.render(EnvironmentTable.render([report], .none, width: nil), hasColor: false)
        #expect(!text.contains("\u{1B}") && text.split(separator: "\n").count == 2)
    }

    @Test func jsonHasWhatWasFound() throws {
        let text = try JSONText.render(reports.map(EnvironmentJSON.init))
        for part in [
            #""health" : "starting""#, #""behind" : 3"#, #""days_left" : 83"#, #""trust" : "self-signed""#,
            #""missing" : ["#, #""latency_ms" : 41.5"#, #""state" : "passed""#, #""reachable" : false"#,
            #""expires" : "2027-04-08T08:00:00Z""#,
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }
}
