import ComposeModel
import LogStore
import Runtime

extension Supervisor {
    /// Finds out where the service can run, and fetches what it lacks there.
    func prepare(_ name: String, _ generation: UInt64) async {
        guard let record = records[name] else { return }
        // Opened while others are waited for, not when the service is at last allowed to start.
        _ = try? dependencies.logs.log(for: name)
        if let provision = record.service.settings.providedBy { await waitForRuntimes(of: [provision.service]) }
        let kinds = candidates(record)
        var refusals: [(kind: RuntimeKind, refusal: Refusal)] = []
        for kind in kinds {
            let answer = await prepare(name, generation, in: kind)
            guard records[name]?.machine.generation == generation else { return }
            switch answer {
            case .success(let binary):
                settle(name, kind, binary)
                handle(.preparationFinished(generation: generation, .available), for: name)
                return
            case .failure(let refusal):
                refusals.append((kind, refusal))
            }
        }
        records[name]?.binary = nil
        if let only = kinds.count == 1 ? kinds.first : nil { records[name]?.runtime = only }
        handle(.preparationFinished(generation: generation, unavailable(refusals)), for: name)
    }

    /// Where the service may run, what is preferred first.
    private func candidates(_ record: ServiceRecord) -> [RuntimeKind] {
        // Its provider's program is one of this machine, whatever that brings.
        if record.service.isProvided { return [.native] }
        switch record.service.settings.runtime ?? project.settings.runtime {
        case .docker: return [.docker]
        case .native: return [.native]
        case .auto:
            // Where it ran before, its data are.
            if let kind = record.runtime, record.launched != nil { return [kind] }
            let kinds = [RuntimeKind.docker, .native].filter { kind in
                dependencies.runtimes.contains { $0.kind == kind }
            }
            return kinds.isEmpty ? [.native] : kinds
        }
    }

    private func prepare(
        _ name: String,
        _ generation: UInt64,
        in kind: RuntimeKind
    ) async -> Result<Availability.Binary?, Refusal> {
        guard let runtime = dependencies.runtimes.first(where: { $0.kind == kind }) else {
            let absence = absence(of: kind)
            return .failure(Refusal(reason: absence.message, remedy: absence.remedy))
        }
        if kind == .native, let settings = records[name]?.service.settings, let provision = settings.providedBy {
            guard isContainer(provision.service) else { return .success(nil) }
            if settings.native == nil { return .failure(Refusal(ofServiceBy: provision.service)) }
        }
        let launch = launch(name, generation)
        switch await runtime.availability(of: launch) {
        case .available(let binary): return .success(binary)
        case .unavailable(let reason, let remedy): return .failure(Refusal(reason: reason, remedy: remedy))
        case .installable(let reason): return await install(name, generation, launch, runtime, reason: reason)
        }
    }

    private func unavailable(_ refusals: [(kind: RuntimeKind, refusal: Refusal)]) -> ServiceStateMachine.Preparation {
        guard refusals.count != 1 else {
            return .unavailable(reason: refusals[0].refusal.reason, remedy: refusals[0].refusal.remedy)
        }
        return .unavailable(
            reason: refusals.map { "\($0.kind.rawValue): \($0.refusal.reason)" }.joined(separator: "; "),
            remedy: refusals.compactMap(\.refusal.remedy).joined(separator: "; or ")
        )
    }

    /// The service will run in `kind`: others are told so when they are started.
    private func settle(_ name: String, _ kind: RuntimeKind, _ binary: Availability.Binary?) {
        guard let record = records[name] else { return }
        record.binary = binary
        let standsAlone = kind == .native && record.service.settings.providedBy.map { isContainer($0.service) } ?? false
        let former = record.runtime
        guard former != kind || record.standsAlone != standsAlone else { return }
        record.runtime = kind
        record.standsAlone = standsAlone
        addresses.record(record.service, bindings: record.bindings, kind: kind)
        guard former != nil else { return }
        restartThoseThatSeeItMove(name)
        if kind == .native { rejoin(name) }
    }

    /// What stood alone for want of its provider's process is served by that again.
    private func rejoin(_ provider: String) {
        for name in order where records[name]?.service.settings.providedBy?.service == provider {
            guard let record = records[name], record.standsAlone, !record.isAtRest else { continue }
            note(name, "\(provider) runs natively, and serves it from now on")
            request(.restartRequested, for: name, because: "\(provider) serves it now")
        }
    }

    /// Whether a service runs in a container, or will: then it has no process that could serve others.
    private func isContainer(_ name: String) -> Bool {
        guard let record = records[name] else { return false }
        return (wantedKind(of: record) ?? record.runtime) == .docker
    }

    private func install(
        _ name: String,
        _ generation: UInt64,
        _ launch: Launch,
        _ runtime: any ServiceRuntime,
        reason: String
    ) async -> Result<Availability.Binary?, Refusal> {
        report(progress: "installing: \(reason)", of: name, generation)
        // Only the newest line is shown, so one that nobody has seen yet gives way to it.
        let (lines, output) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        async let shown: Void = show(lines, asProgressOf: name, generation)
        var failure: RuntimeError?
        do { try await runtime.install(launch) { output.yield($0) } } catch { failure = error }
        output.finish()
        await shown
        report(progress: nil, of: name, generation)
        if let failure { return .failure(Refusal(reason: failure.message, remedy: failure.remedy)) }
        switch await runtime.availability(of: launch) {
        case .available(let binary): return .success(binary)
        case .unavailable(let reason, let remedy): return .failure(Refusal(reason: reason, remedy: remedy))
        case .installable(let reason):
            return .failure(Refusal(reason: "still missing after it was installed: \(reason)"))
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
}

/// Why a service cannot run in a runtime.
struct Refusal: Error {
    var reason: String
    var remedy: String?
}

extension Refusal {
    /// One that another service brings cannot be a process while that one is a container.
    init(ofServiceBy provider: String) {
        reason = "natively \(provider) brings it, which runs in a container"
        remedy = "switch both: cpadev switch \(provider) native, or run this one in a container as well"
    }
}
