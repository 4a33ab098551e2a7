import ComposeModel
import OrderedCollections
import Runtime

extension StackRunner {
    /// Gathers what a command must know before it can be committed, and refuses it if it cannot be carried out.
    /// - Parameter machine: the stack as it was when the command began.
    /// - Returns: the files as they are now; nil if the command does not read them.
    func gather(
        _ command: SupervisorCommand,
        for machine: StackMachine,
        _ stack: Supervisor
    ) async throws(SupervisorError) -> StackMachine.Update? {
        var update: StackMachine.Update?
        if let reading = try machine.reading(for: command) {
            let project: Project
            do { project = reading.choices.applied(to: try await dependencies.reload(reading.scales)) } catch {
                throw SupervisorError(
                    .invalidProject,
                    "\(error)",
                    remedy: "the stack is unchanged; fix the file and try again"
                )
            }
            update = machine.difference(
                to: project,
                variablesRead: dependencies.variablesRead,
                freePort: dependencies.freePort
            )
            for question in try machine.moveQuestions(of: command, project) {
                try await refuseIfImpossible(question, for: machine, stack)
            }
        }
        var taken: [String] = []
        var remedies: OrderedSet<String> = []
        for (name, binding) in try machine.portQuestions(of: command, update) {
            guard let holder = await portHolder(binding, against: name) else { continue }
            taken.append("port \(binding.published) of \(name) is taken by \(holder.words)")
            remedies.append(holder.remedy)
        }
        guard taken.isEmpty else {
            throw SupervisorError(
                .portTaken,
                taken.joined(separator: "\n"),
                remedy: remedies.joined(separator: "; ")
            )
        }
        return update
    }

    /// Throws `runtimeRefused` if a service cannot run where it is to move. Fetches what it lacks there.
    private func refuseIfImpossible(
        _ question: StackMachine.MoveQuestion,
        for machine: StackMachine,
        _ stack: Supervisor
    ) async throws(SupervisorError) {
        let (name, kind) = (question.service, question.kind)
        guard let runtime = runtime(kind) else {
            throw machine.refusal(name, kind, StackMachine.Refusal(machine.absence(of: kind)))
        }
        switch await runtime.availability(of: question.launch) {
        case .available: return
        case .unavailable(let reason, let remedy):
            throw machine.refusal(name, kind, StackMachine.Refusal(reason: reason, remedy: remedy))
        case .installable(let reason):
            await stack.announce("\(name): \(reason); fetching it before it is moved")
            do throws(RuntimeError) { try await runtime.install(question.launch) { _ in } } catch {
                throw machine.refusal(name, kind, StackMachine.Refusal(error))
            }
        }
    }
}
