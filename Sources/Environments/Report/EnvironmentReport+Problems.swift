import Foundations

extension EnvironmentReport {
    /// A line about what is wrong with an environment, or what could not be found out.
    package struct Problem: Hashable, Sendable {
        package enum Severity: String, Hashable, Sendable {
            /// The environment needs attention.
            case error
            /// Something is not known.
            case warning
        }

        package enum Subject: String, Hashable, Sendable {
            case health
            case version
            case commit
            case database
            case migrations
            case certificate
            case run
        }

        package var severity: Severity
        package var subject: Subject
        package var message: String
        package var remedy: String?

        init(_ severity: Severity, _ subject: Subject, _ message: String, remedy: String? = nil) {
            self.severity = severity
            self.subject = subject
            self.message = message
            self.remedy = remedy
        }
    }

    /// All of them, in the order of the table's columns.
    package var problems: [Problem] {
        healthProblems + versionProblems + databaseProblems + certificateProblems + runProblems
    }

    /// Whether the environment needs attention.
    package var isInTrouble: Bool { problems.contains { $0.severity == .error } }

    private var healthProblems: [Problem] {
        switch health {
        case .failed(let problem): [Problem(.error, .health, problem.reason, remedy: problem.remedy)]
        case .found(let health) where health.state == .unhealthy:
            [Problem(.error, .health, "it is unhealthy: \(health.detail)")]
        case .found, .notChecked: []
        }
    }

    private var versionProblems: [Problem] {
        let failures: [(Problem.Subject, CheckProblem?)] = [
            (.version, version.problem), (.commit, commit.problem), (.commit, commit.value?.distance.problem),
        ]
        return failures.compactMap { subject, problem in
            guard let problem, !isKnown(problem) else { return nil }
            return Problem(.warning, subject, problem.reason, remedy: problem.remedy)
        }
    }

    /// Whether the check of the health failed in the same way: a server that does not answer is named once.
    private func isKnown(_ problem: CheckProblem) -> Bool {
        guard let known = health.problem else { return false }
        return problem.reason == known.reason
            || problem.code == known.code && [.late, .unreachable].contains(known.code)
    }

    private var databaseProblems: [Problem] {
        if let problem = database.problem {
            // A database that cannot be asked from here is no trouble of the environment's.
            let severity: Problem.Severity = problem.code == .missing ? .warning : .error
            return [Problem(severity, .database, problem.reason, remedy: problem.remedy)]
        }
        guard let migrations = database.value?.migrations else { return [] }
        var found: [Problem] = []
        func add(_ names: [String], _ severity: Problem.Severity, _ what: String, _ remedy: String? = nil) {
            guard !names.isEmpty else { return }
            found.append(Problem(severity, .migrations, "\(what): \(Self.list(names))", remedy: remedy))
        }
        add(migrations.failed, .error, "migrations that began and did not succeed")
        add(
            migrations.changed,
            .error,
            "migrations whose file has changed since it was applied",
            "restore the file, and write a new migration for the change"
        )
        add(
            migrations.unknown,
            .warning,
            "applied migrations that the local folder does not have",
            "update the checkout"
        )
        return found
    }

    private static func list(_ names: [String]) -> String {
        let shown = 5
        let rest = names.count > shown ? ", and \(names.count - shown) more" : ""
        return names.prefix(shown).joined(separator: ", ") + rest
    }

    private var certificateProblems: [Problem] {
        switch certificate {
        case .notChecked: return []
        case .failed(let problem):
            guard !isKnown(problem) else { return [] }
            return [Problem(.error, .certificate, problem.reason, remedy: problem.remedy)]
        case .found(let certificate):
            return [certificate.timeProblem, certificate.trustProblem].compactMap(\.self).map {
                Problem(.error, .certificate, $0)
            }
        }
    }

    private var runProblems: [Problem] {
        switch run {
        case .failed(let problem): [Problem(.warning, .run, problem.reason, remedy: problem.remedy)]
        case .found(let run) where run.state == .failed: [Problem(.error, .run, "the last run failed")]
        case .found, .notChecked: []
        }
    }
}

extension EnvironmentReport.Certificate {
    fileprivate var timeProblem: String? {
        if isExpired {
            return daysLeft == 0
                ? "the certificate expired today" : "the certificate expired \((-daysLeft).counted("day")) ago"
        }
        guard daysLeft < warningDays else { return nil }
        return daysLeft == 0
            ? "the certificate expires within a day" : "the certificate expires in \(daysLeft.counted("day"))"
    }

    fileprivate var trustProblem: String? {
        switch trust {
        case .trusted: nil
        case .selfSigned: "the certificate is self-signed"
        case .otherName: "the certificate is for another name"
        case .unknownAuthority: "no known authority signed the certificate"
        }
    }
}
