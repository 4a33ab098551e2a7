import ControlAPI
import FoundationEssentials

/// The subscriptions to the supervisor, kept up through every break of the connection.
struct Feeds: Sendable {
    let control: any StackControl
    let inbox: Inbox
    let time: TimeSource
    /// Whether the services' figures are of interest.
    var showsMetrics = true

    /// A batch of more lines than this is part of a flood.
    private static let floodLines = 200

    /// Waits a quarter of a second first, and at most two.
    static func backoff(attempt: Int) -> Duration {
        .milliseconds(min(2000, 250 << min(max(0, attempt - 1), 10)))
    }

    /// Posts what happens to the stack, until the task is cancelled.
    func followStack() async {
        var resume: (sequence: UInt64, supervisor: StackSnapshot.SupervisorInfo)?
        var attempt = 0
        while !Task.isCancelled {
            var reason: String?
            do {
                if attempt > 0 {
                    // Resuming brings nothing until something happens: this tells that the supervisor is there, and
                    // whether it is the one whose numbers are known.
                    let snapshot = try await control.snapshot()
                    if snapshot.supervisor != resume?.supervisor { resume = nil }
                    inbox.post(.stack(.snapshot(snapshot)))
                    attempt = 0
                }
                for try await update in control.updates(after: resume?.sequence) {
                    attempt = 0
                    switch update {
                    case .snapshot(let snapshot): resume = (snapshot.sequence, snapshot.supervisor)
                    case .event(let event): resume?.sequence = event.sequence
                    case .metrics, .data: break
                    }
                    if case .metrics = update, !showsMetrics { continue }
                    inbox.post(.stack(update))
                }
            } catch {
                reason = Self.message(of: error)
            }
            attempt += 1
            if Task.isCancelled { return }
            inbox.post(.connection(.reconnecting(reason: reason)))
            do { try await time.sleep(Self.backoff(attempt: attempt)) } catch { return }
        }
    }

    /// Posts log lines, until the task is cancelled.
    func followLogs(_ query: LogQuery, generation: Int) async {
        var attempt = 0
        while !Task.isCancelled {
            do {
                for try await batch in try await control.logs(query) {
                    attempt = 0
                    inbox.post(logs: batch, generation: generation)
                    // A flood: more often than a screen is drawn, lines need not be read. What comes in the meantime
                    // comes in one batch, and a query with a limit to its lag stays near the end all the same.
                    if query.maximumLag != nil, batch.lines.count > Self.floodLines {
                        try await time.sleep(AppLoop.frameInterval)
                    }
                }
            } catch {
                // The other feed says that the connection is gone.
            }
            attempt += 1
            if Task.isCancelled { return }
            inbox.post(.logsInterrupted(generation: generation))
            do { try await time.sleep(Self.backoff(attempt: attempt)) } catch { return }
        }
    }

    /// Posts lines that are asked for once, all together.
    func read(_ query: LogQuery, _ page: LogPage) async {
        var lines: [LogLine] = []
        do {
            for try await batch in try await control.logs(query) { lines += batch.lines }
            // A stream that is cancelled ends as if nothing more came.
            if Task.isCancelled { return }
            inbox.post(.logPage(page, .success(lines)))
        } catch {
            if Task.isCancelled { return }
            inbox.post(.logPage(page, .failure(Self.controlError(error))))
        }
    }

    /// Posts how a command was taken.
    func perform(_ command: StackCommand) async {
        do {
            let reply = try await control.perform(command)
            inbox.post(.accepted(command, reply))
        } catch {
            inbox.post(.refused(command, Self.controlError(error)))
        }
    }

    /// Posts what became of a command on the seed data. How far it is comes with the stack's updates, as it does for
    /// operations that others asked for.
    func perform(_ command: DataCommand) async {
        // Should the stream end without saying how.
        var ending = Result<DataOutcome, ControlError>.failure(
            ControlError(.connectionLost, "the connection ended before the outcome was known")
        )
        do {
            for try await event in control.perform(command) {
                switch event {
                case .progress, .waiting: break
                case .finished(let outcome): ending = .success(outcome)
                case .failed(let error): ending = .failure(error)
                }
            }
        } catch {
            ending = .failure(Self.controlError(error))
        }
        inbox.post(.ended(command, ending))
    }

    private static func controlError(_ error: any Error) -> ControlError {
        error as? ControlError ?? ControlError(.internal, "\(error)")
    }

    private static func message(of error: any Error) -> String {
        (error as? ControlError)?.message ?? "\(error)"
    }
}
