import Environments
import FoundationEssentials
import Foundations

/// An environment as `cpadev environments --json` prints it. What was not found out is left out; `problems` says why.
struct EnvironmentJSON: Encodable {
    struct Commit: Encodable {
        var sha: String
        var behind: Int?
        var ahead: Int?
    }

    struct Database: Encodable {
        var name: String
        var role: String
        var migrations: Migrations?
    }

    struct Migrations: Encodable {
        var applied: Int
        var missing: [String]
        var unknown: [String]
        var changed: [String]
        var failed: [String]
    }

    struct Certificate: Encodable {
        var validFrom: Date
        var expires: Date
        var daysLeft: Int
        var expired: Bool
        var trust: String
    }

    struct Run: Encodable {
        var state: String
        var began: Date
    }

    struct Problem: Encodable {
        var severity: String
        var subject: String
        var message: String
        var hint: String?
    }

    var name: String
    var address: String?
    /// Whether the server, or the stack, answered.
    var reachable: Bool?
    var health: String?
    var detail: String?
    var latencyMs: Double?
    var version: String?
    var commit: Commit?
    var database: Database?
    var certificate: Certificate?
    var run: Run?
    var problems: [Problem]

    init(_ report: EnvironmentReport) {
        name = report.name
        address = report.address
        switch report.health {
        case .notChecked: reachable = nil
        case .found(let health): reachable = health.state != .down
        case .failed(let problem): reachable = problem.code == .garbled
        }
        health = report.health.value?.state.rawValue
        detail = report.health.value?.detail
        latencyMs = report.health.value?.latency?.milliseconds
        version = report.version.value
        commit = report.commit.value.map { commit in
            Commit(sha: commit.sha, behind: commit.distance.value?.behind, ahead: commit.distance.value?.ahead)
        }
        database = report.database.value.map { database in
            Database(
                name: database.name,
                role: database.role,
                migrations: database.migrations.map {
                    Migrations(
                        applied: $0.applied,
                        missing: $0.missing,
                        unknown: $0.unknown,
                        changed: $0.changed,
                        failed: $0.failed
                    )
                }
            )
        }
        certificate = report.certificate.value.map { certificate in
            Certificate(
                validFrom: Date(timeIntervalSince1970: Double(certificate.validFrom)),
                expires: Date(timeIntervalSince1970: Double(certificate.expires)),
                daysLeft: certificate.daysLeft,
                expired: certificate.isExpired,
                trust: certificate.trust.rawValue
            )
        }
        run = report.run.value.map { run in
            Run(state: run.state.rawValue, began: Date(timeIntervalSince1970: Double(run.began)))
        }
        problems = report.problems.map { problem in
            Problem(
                severity: problem.severity.rawValue,
                subject: problem.subject.rawValue,
                message: problem.message,
                hint: problem.remedy
            )
        }
    }
}
