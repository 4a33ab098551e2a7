import ComposeModel
import LogStore
import Runtime

extension Supervisor {
    func prepare(_ name: String, _ generation: UInt64) async {
        guard let record = records[name] else { return }
        // Opened while others are waited for, not when the service is at last allowed to start.
        _ = try? dependencies.logs.log(for: name)
        let launch = launch(name, generation)
        let (runtime, availability) = await choose(record, launch)
        guard records[name]?.machine.generation == generation else { return }
        records[name]?.runtime = runtime?.kind

        switch availability {
        case .available(let binary):
            records[name]?.binary = binary
            handle(.preparationFinished(generation: generation, .available), for: name)
        case .unavailable(let reason, let remedy):
            records[name]?.binary = nil
            handle(
                .preparationFinished(generation: generation, .unavailable(reason: reason, remedy: remedy)),
                for: name
            )
        case .installable(let reason):
            guard let runtime else { return }
            await install(name, generation, launch, runtime, reason: reason)
        }
    }

    private func install(
        _ name: String,
        _ generation: UInt64,
        _ launch: Launch,
        _ runtime: any ServiceRuntime,
        reason: String
    ) async {
        report(progress: "installing: \(reason)", of: name, generation)
        // Only the newest line is shown, so one that nobody has seen yet gives way to it.
        let (lines, output) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        async let shown: Void = show(lines, asProgressOf: name, generation)
        var failure: RuntimeError?
        do { try await runtime.install(launch) { output.yield($0) } } catch { failure = error }
        output.finish()
        await shown
        report(progress: nil, of: name, generation)
        if let failure {
            handle(
                .preparationFinished(
                    generation: generation,
                    .unavailable(reason: failure.message, remedy: failure.remedy)
                ),
                for: name
            )
            return
        }
        let availability = await runtime.availability(of: launch)
        guard records[name]?.machine.generation == generation else { return }
        switch availability {
        case .available(let binary):
            records[name]?.binary = binary
            handle(.preparationFinished(generation: generation, .available), for: name)
        case .unavailable(let reason, let remedy):
            handle(
                .preparationFinished(generation: generation, .unavailable(reason: reason, remedy: remedy)),
                for: name
            )
        case .installable(let reason):
            handle(
                .preparationFinished(
                    generation: generation,
                    .unavailable(reason: "still missing after it was installed: \(reason)", remedy: nil)
                ),
                for: name
            )
        }
    }

    private func show(_ lines: AsyncStream<String>, asProgressOf name: String, _ generation: UInt64) async {
        for await line in lines { report(progress: line, of: name, generation) }
    }

    private func report(progress: String?, of name: String, _ generation: UInt64) {
        guard records[name]?.machine.generation == generation, records[name]?.machine.state == .preparing else {
            return
        }
        records[name]?.progress = progress
        if let report = serviceReport(name) { publish(.service(report)) }
    }

    /// The runtime for a service by the preference in the Compose file, and what it says.
    private func choose(
        _ record: ServiceRecord,
        _ launch: Launch
    ) async -> (runtime: (any ServiceRuntime)?, Availability) {
        let preference = record.service.settings.runtime ?? project.settings.runtime
        let candidates: [RuntimeKind] =
            switch preference {
            case .auto: [.docker, .native]
            case .docker: [.docker]
            case .native: [.native]
            }
        var answer: ((any ServiceRuntime)?, Availability) = (
            nil,
            .unavailable(
                reason: "this version has no \(preference.rawValue) runtime",
                remedy: "set 'x-cpadev: {runtime: native}' on it or on the project"
            )
        )
        for kind in candidates {
            guard let runtime = dependencies.runtimes.first(where: { $0.kind == kind }) else { continue }
            let availability = await runtime.availability(of: launch)
            answer = (runtime, availability)
            if case .unavailable = availability { continue }
            break
        }
        return answer
    }
}
