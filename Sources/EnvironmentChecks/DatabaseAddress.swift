package import Environments
import Foundations
import Seeding

/// The URL of an environment's database, read from where `environments.yaml` says that it is.
package struct DatabaseAddress: Sendable {
    private let source: PlatformEnvironment.DatabaseSource
    private let stack: LocalStack?
    private let surroundings: any Surroundings
    private let deadline: ContinuousClock.Instant

    /// - Parameter stack: the stack of this checkout, if the environment is that.
    package init(
        _ source: PlatformEnvironment.DatabaseSource,
        stack: LocalStack? = nil,
        _ surroundings: any Surroundings,
        until deadline: ContinuousClock.Instant
    ) {
        self.source = source
        self.stack = stack
        self.surroundings = surroundings
        self.deadline = deadline
    }

    /// Returns the URL as it was written, with the password. It has been checked.
    package func text() async throws(CheckProblem) -> String {
        let (text, place) = try await located()
        _ = try Self.parsed(text, of: place)
        return text
    }

    /// Reads the URL from where it is. No message quotes any part of it.
    func url() async throws(CheckProblem) -> DatabaseURL {
        let (text, place) = try await located()
        return try Self.parsed(text, of: place)
    }

    private static func parsed(_ text: String, of place: String) throws(CheckProblem) -> DatabaseURL {
        do throws(DatabaseURL.Problem) { return try DatabaseURL(parsing: text) } catch {
            throw CheckProblem(.missing, "the database URL of \(place) \(error)")
        }
    }

    private func located() async throws(CheckProblem) -> (text: String, place: String) {
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
