import Environments
import Foundations
import Seeding

/// Inspects the database of an environment.
struct DatabaseCheck: Sendable {
    let source: PlatformEnvironment.DatabaseSource
    /// The variables of the stack, for the stack of this checkout: its own database, whose role may write.
    let stack: LocalStack?
    let migrations: String?
    let surroundings: any Surroundings
    let deadline: ContinuousClock.Instant

    func run() async throws(CheckProblem) -> EnvironmentReport.Database {
        let url = try await url()
        let inspection: DatabaseInspection
        do throws(SeedingError) {
            inspection = try await DatabaseInspection.run(
                url,
                comparingWith: migrations,
                refusesWriters: stack == nil,
                until: deadline
            )
        } catch {
            throw CheckProblem(error)
        }
        let state = inspection.migrations
        return EnvironmentReport.Database(
            name: inspection.database,
            role: inspection.role,
            migrations: state.map { state in
                EnvironmentReport.Migrations(
                    applied: state.applied,
                    missing: state.missing,
                    unknown: state.unknown,
                    changed: state.changed,
                    failed: state.failed
                )
            }
        )
    }

    /// Reads the URL from where it is. No message quotes any part of it.
    private func url() async throws(CheckProblem) -> DatabaseURL {
        let (text, place) = try await text()
        do throws(DatabaseURL.Problem) { return try DatabaseURL(parsing: text) } catch {
            throw CheckProblem(.missing, "the database URL of \(place) \(error)")
        }
    }

    private func text() async throws(CheckProblem) -> (text: String, place: String) {
        switch source {
        case .variable(let name):
            if let stack { return (try variable(name, of: stack), name) }
            guard let value = surroundings.variable(name), !value.isEmpty else {
                throw CheckProblem(
                    .missing,
                    "the variable \(name) with the database's URL is not set",
                    remedy: "export \(name)=postgres://…"
                )
            }
            return (value, name)
        case .command(let words):
            let name = "'\(words.first ?? "")'"
            return (try await output(of: words, name), name)
        }
    }

    private func variable(_ name: String, of stack: LocalStack) throws(CheckProblem) -> String {
        guard let variables = stack.variables else {
            throw CheckProblem(.missing, "the Compose file has errors", remedy: "to see them: cpadev config -q")
        }
        guard let value = variables[name], !value.isEmpty else {
            throw CheckProblem(
                .missing,
                "no service of the stack has the variable \(name)",
                remedy: "to see those that it has: cpadev env"
            )
        }
        return value
    }

    private func output(of words: [String], _ name: String) async throws(CheckProblem) -> String {
        let limit = ContinuousClock.now.duration(to: deadline)
        let result = await surroundings.run(words, within: limit)
        switch result.end {
        case .exited(0):
            let lines = result.output.split(whereSeparator: \.isNewline)
            // More lines would be a banner, or a prompt.
            return lines.count > 1 ? result.output : lines.first.map(String.init) ?? ""
        case .exited(let code):
            // Its standard output may be the secret, and is never shown.
            let reason = result.firstError.isEmpty ? "" : ": \(result.firstError)"
            throw CheckProblem(.missing, "the command \(name) ended with exit code \(code)\(reason)")
        case .signalled(let signal):
            throw CheckProblem(.missing, "the command \(name) was ended by signal \(signal)")
        case .timedOut:
            throw CheckProblem(.late, "the command \(name) takes longer than \(limit.abbreviated)")
        case .notStarted(let reason): throw CheckProblem(.missing, "the command \(name) cannot be run: \(reason)")
        }
    }
}

extension CheckProblem {
    fileprivate init(_ error: SeedingError) {
        let code: Code =
            switch error.code {
            case .unreachable: .unreachable
            case .refused: .refused
            case .files: .missing
            default: .garbled
            }
        self.init(code, error.message, remedy: error.remedy)
    }
}
