/// A command in the environment of the service: ready when it exits with code 0.
struct ExecProbe: ProtocolProbe {
    let kind = "exec"
    let arguments: [String]
    let runner: CommandRunner

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        guard !arguments.isEmpty else { throw ProbeFailure(.notReady, "the command is empty") }
        let timeout = ContinuousClock.now.duration(to: deadline)
        // The runner should enforce the timeout itself; this is a safeguard.
        let result = try await Deadline.run(until: deadline + .milliseconds(50), waitingFor: "the command did not exit")
        {
            .success(await runner(arguments, timeout))
        }
        // Some programs say what is wrong first, others last. `ProbeMessage` makes one line of it.
        let output = result.output.drop(while: \.isWhitespace)
        let said = output.isEmpty ? "" : ": \(output)"
        switch result.end {
        case .exited(0): return "check passed\(said)"
        case .exited(let code): throw ProbeFailure(.notReady, "exit code \(code)\(said)")
        case .signalled(let signal): throw ProbeFailure(.notReady, "killed by signal \(signal)\(said)")
        case .timedOut: throw .timedOut("the command did not exit\(said)")
        case .notStarted(let reason): throw ProbeFailure(.notReady, "could not be started: \(reason)")
        }
    }
}
