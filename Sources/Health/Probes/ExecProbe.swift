/// Ready when a command exits 0, run where the service lives.
struct ExecProbe: ProtocolProbe {
    let kind = "exec"
    let arguments: [String]
    let runner: CommandRunner

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        guard !arguments.isEmpty else { throw ProbeFailure(.notReady, "the command is empty") }
        let timeout = ContinuousClock.now.duration(to: deadline)
        // The runner keeps the timeout itself; this is for one that does not.
        let result = try await Deadline.run(until: deadline + .milliseconds(50), waitingFor: "the command did not end")
        {
            .success(await runner(arguments, timeout))
        }
        let said = result.output.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
        switch result.end {
        case .exited(0): return "exit code 0\(said)"
        case .exited(let code): throw ProbeFailure(.notReady, "exit code \(code)\(said)")
        case .signalled(let signal): throw ProbeFailure(.notReady, "ended by signal \(signal)\(said)")
        case .timedOut: throw .timedOut("the command did not end\(said)")
        case .notStarted(let reason): throw ProbeFailure(.notReady, "could not be started: \(reason)")
        }
    }
}
