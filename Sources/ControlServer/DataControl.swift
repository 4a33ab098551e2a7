import ControlAPI
import FoundationEssentials
package import Seeding
package import Supervision

/// The seed data's side of the control: keeps the seeder told of what can be used, and carries commands to it.
package struct DataControl: Sendable {
    let seeder: Seeder
    private let supervisor: Supervisor
    private let render: @Sendable (SeedingError) -> String?
    private let operations = RunningTasks()

    /// - Parameter render: the places in files that an error is about, as text for people; nil where there are none.
    package init(
        seeder: Seeder,
        supervisor: Supervisor,
        render: @escaping @Sendable (SeedingError) -> String?
    ) {
        self.seeder = seeder
        self.supervisor = supervisor
        self.render = render
    }

    /// Tells the seeder what can be used, and the supervisor how far the data is, until the supervisor ends.
    package func watch() async {
        let changes = await supervisor.wakeUps()
        await tell(supervisor.report())
        async let phases: Void = watchPhase()
        for await _ in changes { await tell(supervisor.report()) }
        await phases
    }

    private func watchPhase() async {
        let changes = seeder.wakeUps()
        await supervisor.seedChanged(SeedPhase(await seeder.rowsPhase()))
        for await _ in changes { await supervisor.seedChanged(SeedPhase(await seeder.rowsPhase())) }
    }

    /// Ends what the seeder does in the background. An operation that somebody asked for breaks off at the next place
    /// where it can; the next supervisor finishes it.
    package func close() async {
        await seeder.close()
        await operations.cancelAll()
    }

    /// The data as it fits a report: what became ready in it counts as not yet looked at.
    func status(_ report: StackReport) async -> DataStatus {
        await tell(report)
        return await seeder.status()
    }

    func measuredStatus() async -> DataStatus {
        await tell(supervisor.report())
        return await seeder.measuredStatus()
    }

    private func tell(_ report: StackReport) async {
        await seeder.availabilityChanged(StackStores.availability(report))
    }

    /// Carries a command out in a task of its own.
    /// - Parameter operation: a name by which it can be cancelled, and is when nobody listens any more; nil: it goes on.
    func perform(_ command: DataCommand, operation: String? = nil) -> AsyncThrowingStream<DataEvent, any Error> {
        // Progress is cheap to make again, so a slow listener gets the newest; the outcome is the last and is kept.
        let (stream, continuation) = AsyncThrowingStream.makeStream(
            of: DataEvent.self,
            bufferingPolicy: .bufferingNewest(16)
        )
        let seeder = seeder
        let receivedAt = Date()
        let progress = Task {
            for await _ in seeder.wakeUps() {
                if let operation = await seeder.status().operation {
                    // What began earlier is somebody else's, and this one's turn comes after it.
                    let isOther = operation.startedAt < receivedAt
                    continuation.yield(isOther ? .waiting(for: operation) : .progress(operation))
                }
                // People read no faster, and a load of many rows notes progress often.
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
        if let operation {
            continuation.onTermination = { [operations] reason in
                if case .cancelled = reason { _ = operations.cancel(operation) }
            }
        }
        operations.start(named: operation) {
            do {
                try Task.checkCancellation()
                let outcome = try await seeder.perform(command)
                progress.cancel()
                continuation.yield(.finished(outcome))
            } catch {
                progress.cancel()
                continuation.yield(.failed(failure(error)))
            }
            continuation.finish()
        }
        return stream
    }

    /// Cancels a command by its name; false where it is not under way.
    func cancel(_ operation: String) -> Bool { operations.cancel(operation) }

    /// As it goes over the socket, with the places in files that it is about.
    private func failure(_ error: any Error) -> ControlError {
        if error is CancellationError {
            return ControlError(.cancelled, "cancelled before it began; nothing was changed")
        }
        if Task.isCancelled {
            let words = (error as? SeedingError).flatMap { $0.code == .cancelled ? nil : ": \($0.message)" } ?? ""
            return ControlError(.cancelled, "cancelled" + words, hint: "for what is loaded: cpadev seed status")
        }
        guard let error = error as? SeedingError else { return ControlError(.internal, "\(error)") }
        var failure = ControlError(error)
        failure.details = render(error)
        return failure
    }
}

extension SeedPhase {
    fileprivate init(_ phase: Seeder.RowsPhase) {
        self =
            switch phase {
            case .awaited(let service): .underWay(waitsFor: service)
            case .underWay: .underWay(waitsFor: nil)
            case .settled: .over
            }
    }
}
