import Environments
import Foundations

/// The history of a checkout, as git knows it. Nothing is fetched.
struct CommitHistory: Sendable {
    private let repository: String
    /// The full name of the branch, on the remote if it is known there; or why there is none.
    private let branch: Result<String, CheckProblem>
    private let surroundings: any Surroundings
    private let deadline: ContinuousClock.Instant

    /// Finds the branch.
    init(
        _ repository: String,
        branch name: String,
        _ surroundings: any Surroundings,
        until deadline: ContinuousClock.Instant
    ) async {
        self.repository = repository
        self.surroundings = surroundings
        self.deadline = deadline
        // A local branch may be behind what the others have.
        let names = ["refs/remotes/origin/\(name)", "refs/heads/\(name)"]
        let found = await Self.git(["for-each-ref", "--format=%(refname)"] + names, repository, surroundings, deadline)
        let lines = found.map { $0.split(whereSeparator: \.isNewline).map(String.init) }
        branch = lines.flatMap { lines in
            guard let first = names.first(where: lines.contains) else {
                return .failure(CheckProblem(.missing, "there is no branch '\(name)' in the checkout \(repository)"))
            }
            return .success(first)
        }
    }

    /// The commit that is checked out.
    func current() async throws(CheckProblem) -> String {
        try await git(["rev-parse", "--verify", "HEAD"]).get().filter { !$0.isWhitespace }
    }

    /// Returns how far a commit is from the branch.
    /// - Parameter sha: what a server said of itself.
    func distance(of sha: String) async throws(CheckProblem) -> EnvironmentReport.Commit.Distance {
        let branch = try branch.get()
        // It comes from outside, and must not be an option or another name.
        guard (7...64).contains(sha.utf8.count), sha.utf8.allSatisfy({ $0.hexDigitValue != nil }) else {
            throw CheckProblem(.garbled, "what the server calls its commit is not one")
        }
        let counts = await git(["rev-list", "--left-right", "--count", "\(sha)...\(branch)", "--"])
        guard case .success(let text) = counts else {
            if case .success = await git(["cat-file", "-e", "\(sha)^{commit}"]) { _ = try counts.get() }
            throw CheckProblem(.missing, "the checkout does not have the commit \(sha.prefix(12))", remedy: "git fetch")
        }
        let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard numbers.count == 2 else { throw CheckProblem(.garbled, "git printed no two numbers") }
        return EnvironmentReport.Commit.Distance(behind: numbers[1], ahead: numbers[0])
    }

    // MARK: git

    private func git(_ words: [String]) async -> Result<String, CheckProblem> {
        await Self.git(words, repository, surroundings, deadline)
    }

    private static func git(
        _ words: [String],
        _ repository: String,
        _ surroundings: any Surroundings,
        _ deadline: ContinuousClock.Instant
    ) async -> Result<String, CheckProblem> {
        let limit = ContinuousClock.now.duration(to: deadline)
        guard limit > .zero else { return .failure(CheckProblem(.late, "there was no time to ask git")) }
        let all = ["git", "--no-pager", "--no-optional-locks", "-C", repository] + words
        let result = await surroundings.run(all, within: limit)
        switch result.end {
        case .exited(0): return .success(result.output)
        case .exited(let code):
            let reason = result.firstError.isEmpty ? "it ended with exit code \(code)" : result.firstError
            return .failure(CheckProblem(.missing, "git cannot say it: \(reason)"))
        case .signalled(let signal): return .failure(CheckProblem(.missing, "git was ended by signal \(signal)"))
        case .timedOut: return .failure(CheckProblem(.late, "git does not answer within \(limit.abbreviated)"))
        case .notStarted(let reason):
            return .failure(CheckProblem(.missing, "git cannot be run: \(reason)", remedy: "install git"))
        }
    }
}
