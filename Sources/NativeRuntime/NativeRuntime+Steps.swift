import ComposeModel
import Foundations
import LogStore
package import Runtime

extension NativeRuntime {
    /// Runs the step's command as a process on this machine, with the service's environment. A process cannot run the
    /// command and entrypoint defined by an image.
    package func runStep(_ step: Launch, number: Int, before launch: Launch) async -> CommandOutput {
        // A command inherited from the service describes how the container starts, so it is ignored.
        let service = launch.service
        let entrypoint = step.service.entrypoint == service.entrypoint ? [] : step.service.entrypoint ?? []
        let command = step.service.command == service.command ? [] : step.service.command ?? []
        guard let name = (entrypoint + command).first else {
            let reason = "it has no command of its own, and an image's command runs only in a container"
            return CommandOutput(outcome: .notStarted(reason: reason), output: "")
        }
        return await runLogged(entrypoint + command, name, step)
    }

    /// Runs a command to completion and copies its output to the service's log as it arrives.
    private func runLogged(_ arguments: [String], _ program: String, _ launch: Launch) async -> CommandOutput {
        let variables = environment.forService(launch)
        let search = configuration.search(in: variables)
        guard let path = search.find(program) else {
            let reason = search.problem(with: program)?.reason ?? "'\(program)' cannot be run"
            return CommandOutput(outcome: .notStarted(reason: reason), output: "")
        }
        let log: ServiceLog
        do throws(RuntimeError) {
            try configuration.createDataDirectory(of: launch.service)
            log = try serviceLog(launch.service.name)
        } catch {
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
        let request = request(path, arguments, variables, for: launch)
        let output = await commands.run(request, timeout: nil) { bytes, stream in
            log.append(bytes, stream: stream, at: WallClock.nowNs)
        }
        log.finishPartialLines(at: WallClock.nowNs)
        return output
    }
}
