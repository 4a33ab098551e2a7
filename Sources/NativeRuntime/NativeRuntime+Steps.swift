import ComposeModel
import LogStore
package import Runtime

extension NativeRuntime {
    /// Runs the step's command with the service's environment, as a process of this machine. What only an image knows, its
    /// own command and entrypoint, no process can run.
    package func runStep(_ step: Launch, number: Int, before launch: Launch) async -> CommandOutput {
        // What the step has from its service is how that is started in a container.
        let service = launch.service
        let entrypoint = step.service.entrypoint == service.entrypoint ? [] : step.service.entrypoint ?? []
        let command = step.service.command == service.command ? [] : step.service.command ?? []
        guard let name = (entrypoint + command).first else {
            let reason = "it has no command of its own, and that of an image runs only in a container"
            return CommandOutput(outcome: .notStarted(reason: reason), output: "")
        }
        return await runLogged(entrypoint + command, name, step)
    }

    /// Runs a command to its end, whose output goes to the service's log as it comes.
    private func runLogged(_ arguments: [String], _ program: String, _ launch: Launch) async -> CommandOutput {
        let variables = environment.forService(launch)
        guard let path = configuration.resolve(program, in: variables) else {
            return CommandOutput(outcome: .notStarted(reason: "'\(program)' is not installed"), output: "")
        }
        let log: ServiceLog
        do throws(RuntimeError) {
            try configuration.makeDataDirectory(of: launch.service)
            log = try serviceLog(launch.service.name)
        } catch {
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
        let request = ProcessHost.Request(
            path: path,
            arguments: arguments,
            environment: marked(variables, launch.instance),
            workingDirectory: configuration.workingDirectory(of: launch.service),
            mark: marks.mark(of: launch.instance).value
        )
        let output = await commands.run(request, timeout: nil) { bytes, stream in
            log.append(bytes, stream: stream, at: wallClockNanoseconds())
        }
        log.finishPartialLines(at: wallClockNanoseconds())
        return output
    }
}
