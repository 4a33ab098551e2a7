import Environments
import Testing

@testable import EnvironmentChecks

@Suite struct CommitHistoryTests {
    /// Answers by the name of git's command, and keeps what was asked.
    private struct ScriptedGit: Surroundings {
        var answers: [String: ProgramResult]

        func variable(_ name: String) -> String? { nil }
        func stack(within limit: Duration) async throws(CheckProblem) -> LocalStack? { nil }
        func lastRun(of workflow: String) throws(CheckProblem) -> EnvironmentReport.Run? { nil }

        func run(_ words: [String], within limit: Duration) async -> ProgramResult {
            let command = words.drop { $0 != "/repository" }.dropFirst().first ?? ""
            return answers[command] ?? ProgramResult(.exited(128), errors: "fatal: \(command)\nmore\n")
        }
    }

    private func history(_ answers: [String: ProgramResult]) async -> CommitHistory {
        await CommitHistory("/repository", branch: "main", ScriptedGit(answers: answers), until: .now + .seconds(10))
    }

    private let branches = ProgramResult(.exited(0), output: "refs/heads/main\nrefs/remotes/origin/main\n")

    @Test func distanceIsCountedInBothDirections() async throws {
        let git = await history(["for-each-ref": branches, "rev-list": ProgramResult(.exited(0), output: "2\t17\n")])
        #expect(try await git.distance(of: "0123abc") == EnvironmentReport.Commit.Distance(behind: 17, ahead: 2))
    }

    @Test(arguments: ["--output=x", "HEAD", "abc", "main~1abcd", "0123abz", ""])
    func whatIsNoCommitIsNotPassedToGit(_ sha: String) async {
        let git = await history(["for-each-ref": branches, "rev-list": ProgramResult(.exited(0), output: "0\t0\n")])
        let problem = await #expect(throws: CheckProblem.self) { try await git.distance(of: sha) }
        #expect(problem?.code == .garbled)
    }

    @Test func unknownCommitAsksForAFetch() async {
        let git = await history(["for-each-ref": branches])
        let problem = await #expect(throws: CheckProblem.self) { try await git.distance(of: "0123456789abcdef") }
        #expect(problem?.reason == "the checkout does not have the commit 0123456789ab")
        #expect(problem?.remedy == "git fetch")
    }

    @Test func failureOfGitIsPassedOn() async {
        let git = await history(["for-each-ref": branches, "cat-file": ProgramResult(.exited(0))])
        let problem = await #expect(throws: CheckProblem.self) { try await git.distance(of: "0123456") }
        #expect(problem?.reason == "git cannot say it: fatal: rev-list")
        let late = await history(["for-each-ref": ProgramResult(.timedOut)])
        let timeout = await #expect(throws: CheckProblem.self) { try await late.distance(of: "0123456") }
        #expect(timeout?.code == .late)
    }

    @Test func missingBranchIsNamed() async {
        let git = await history(["for-each-ref": ProgramResult(.exited(0))])
        let problem = await #expect(throws: CheckProblem.self) { try await git.distance(of: "0123456") }
        #expect(problem?.reason == "there is no branch 'main' in the checkout /repository")
    }
}
