package import Environments

/// What the checks need of this machine.
package protocol Surroundings: Sendable {
    /// A variable of the caller's environment.
    func variable(_ name: String) -> String?

    /// Runs a program to its end, and kills it with its whole process group at the time limit.
    /// - Parameter words: the program, which is searched for in `PATH`, and its arguments.
    func run(_ words: [String], within limit: Duration) async -> ProgramResult

    /// The stack of this checkout.
    /// - Parameter limit: how long its supervisor has for an answer.
    func stack(within limit: Duration) async throws(CheckProblem) -> LocalStack?

    /// The last run of a workflow; nil if none is known.
    func lastRun(of workflow: String) throws(CheckProblem) -> EnvironmentReport.Run?
}

/// How a program ended.
package struct ProgramResult: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        case timedOut
        case notStarted(reason: String)
    }

    package var end: End
    package var output: String
    package var errors: String

    package init(_ end: End, output: String = "", errors: String = "") {
        self.end = end
        self.output = output
        self.errors = errors
    }

    /// The first line that it wrote to standard error; empty if there is none.
    var firstError: String { errors.split(whereSeparator: \.isNewline).first.map(String.init) ?? "" }
}

/// A stack that runs on this machine.
package struct LocalStack: Hashable, Sendable {
    /// The number of services that are ready, and of those that are not stopped.
    package var ready: Int
    package var wanted: Int
    /// The names of the services that failed or are unhealthy.
    package var failed: [String]
    /// The published addresses, by service.
    package var addresses: [String: ServerAddress]
    /// What `cpadev env` prints; nil if the Compose file has errors now.
    package var variables: [String: String]?

    package init(
        ready: Int,
        wanted: Int,
        failed: [String],
        addresses: [String: ServerAddress],
        variables: [String: String]?
    ) {
        self.ready = ready
        self.wanted = wanted
        self.failed = failed
        self.addresses = addresses
        self.variables = variables
    }
}
