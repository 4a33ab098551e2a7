import ControlAPI
import FoundationEssentials
import Foundations
package import Seeding
package import Supervision

/// Connects the seeder to the control: reports store availability to it and forwards commands.
package struct DataControl: Sendable {
    let seeder: Seeder
    private let supervisor: Supervisor
    private let render: @Sendable (SeedingError) -> String?
    private let operations = OwnedTasks<String>()
    /// Resets the data by a schedule; nil if there is none.
    package internal(set) var resets: ResetScheduler?

    /// - Parameter render: renders the source excerpts that an error is about; nil if there are none.
    package init(
        seeder: Seeder,
        supervisor: Supervisor,
        render: @escaping @Sendable (SeedingError) -> String?
    ) {
        self.seeder = seeder
        self.supervisor = supervisor
        self.render = render
    }

    /// Reports the availability of stores to the seeder, and the seed phase to the supervisor, until the supervisor
    /// exits.
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

    /// Stops the seeder's background work and cancels running operations at their next cancellation point. The next
    /// supervisor completes them.
    package func close() async {
        await seeder.close()
        await operations.end()
    }

    /// Returns the status of the data consistent with a report. Stores that the report shows as newly ready count as
    /// unmeasured.
    func status(_ report: StackReport) async -> DataStatus {
        await tell(report)
        return await status()
    }

    /// Returns the status as it is known.
    func status() async -> DataStatus { await withResets(seeder.status()) }

    func measuredStatus() async -> DataStatus {
        await tell(supervisor.report())
        return await withResets(seeder.measuredStatus())
    }

    private func withResets(_ status: DataStatus) async -> DataStatus {
        var status = status
        status.resets = await resets?.status
        return status
    }

    /// Wakes up whenever ``status()`` may have changed. Ends with the task that reads it.
    func wakeUps() -> AsyncStream<Void> {
        WakeUps.stream(of: [seeder.changes, resets?.wakeUps].compactMap(\.self))
    }

    private func tell(_ report: StackReport) async {
        await seeder.availabilityChanged(StackStores.availability(report))
    }

    /// Performs a command in its own task.
    /// - Parameter operation: an ID by which the command can be cancelled. It is also cancelled when its events are no
    ///   longer read. nil: it continues.
    func perform(_ command: DataCommand, operation: String?) -> AsyncThrowingStream<DataEvent, any Error> {
        // Only the newest progress matters to a slow reader. The result is the last event, so it is never dropped.
        let (stream, continuation) = AsyncThrowingStream.makeStream(
            of: DataEvent.self,
            bufferingPolicy: .bufferingNewest(16)
        )
        let seeder = seeder
        let receivedAt = Date()
        let progress = OwnedTask {
            // Loading reports progress far more often than a user can read it.
            await seeder.wakeUps().forEach(pausing: .milliseconds(50)) {
                if let operation = await seeder.status().operation {
                    // An operation that started before this command belongs to another client and runs first.
                    let isOther = operation.startedAt < receivedAt
                    continuation.yield(isOther ? .waiting(for: operation) : .progress(operation))
                }
            }
        }
        if let operation {
            continuation.onTermination = { [operations] reason in
                if case .cancelled = reason { operations.cancel(operation) }
            }
        }
        operations.run(as: operation) {
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

    /// Cancels a command by its ID. Returns false if it is not in progress.
    func cancel(_ operation: String) -> Bool { operations.cancel(operation) }

    /// Converts an error to its wire format, including source excerpts.
    private func failure(_ error: any Error) -> ControlError {
        if error is CancellationError {
            return ControlError(.cancelled, "cancelled before it started; nothing was changed")
        }
        if Task.isCancelled {
            let words = (error as? SeedingError).flatMap { $0.code == .cancelled ? nil : ": \($0.message)" } ?? ""
            return ControlError(.cancelled, "cancelled" + words, hint: "to see what is loaded: cpadev seed status")
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
