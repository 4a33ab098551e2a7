import ControlAPI
import FoundationEssentials

/// Subscriptions to the supervisor that reconnect whenever the connection breaks.
struct Feeds: Sendable {
    let control: any StackControl
    let inbox: Inbox
    let time: TimeSource
    /// Whether service metrics are shown.
    var showsMetrics = true

    /// A batch larger than this is part of a flood.
    private static let floodLines = 200

    /// The delay before a reconnection attempt: 250 ms, doubling up to 2 s.
    static func backoff(attempt: Int) -> Duration {
        .milliseconds(min(2000, 250 << min(max(0, attempt - 1), 10)))
    }

    /// Posts stack updates until the task is cancelled.
    func followStack() async {
        var resume: (sequence: UInt64, supervisor: StackSnapshot.SupervisorInfo)?
        var attempt = 0
        while !Task.isCancelled {
            var reason: String?
            do {
                if attempt > 0 {
                    // A resumed stream stays silent until something happens. The snapshot confirms that the supervisor
                    // is reachable and shows whether it is still the one whose sequence numbers are known.
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

    /// Posts log lines until the task is cancelled.
    func followLogs(_ query: LogQuery, generation: Int) async {
        var attempt = 0
        while !Task.isCancelled {
            do {
                for try await batch in try await control.logs(query) {
                    attempt = 0
                    inbox.post(logs: batch, generation: generation)
                    // During a flood there is no point in reading faster than the screen is drawn. Lines that arrive
                    // meanwhile form one batch, and the query's lag limit still keeps it near the end.
                    if query.maximumLag != nil, batch.lines.count > Self.floodLines {
                        try await time.sleep(AppLoop.frameInterval)
                    }
                }
            } catch {
                // `followStack` reports the broken connection.
            }
            // The lines of an earlier moment are complete.
            if !query.follow { return }
            attempt += 1
            if Task.isCancelled { return }
            inbox.post(.logsInterrupted(generation: generation))
            do { try await time.sleep(Self.backoff(attempt: attempt)) } catch { return }
        }
    }

    /// Reads one page of log lines and posts it as a whole.
    func read(_ query: LogQuery, _ page: LogPage) async {
        var lines: [LogLine] = []
        do {
            for try await batch in try await control.logs(query) { lines += batch.lines }
            // A cancelled stream ends without an error.
            if Task.isCancelled { return }
            inbox.post(.logPage(page, .success(lines)))
        } catch {
            if Task.isCancelled { return }
            inbox.post(.logPage(page, .failure(Self.controlError(error))))
        }
    }

    /// Performs a command and posts whether it was accepted.
    func perform(_ command: StackCommand) async {
        do {
            let reply = try await control.perform(command)
            inbox.post(.accepted(command, reply))
        } catch {
            inbox.post(.refused(command, Self.controlError(error)))
        }
    }

    /// Performs a seed data command and posts its outcome. Progress arrives with the stack updates, as it does for
    /// operations of other clients.
    func perform(_ command: DataCommand) async {
        // Posted if the stream ends without an outcome.
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

    /// Measures the drift of the seed data and posts its status.
    func measureData() async {
        do {
            inbox.post(.measured(.success(try await control.dataStatus())))
        } catch {
            inbox.post(.measured(.failure(Self.controlError(error))))
        }
    }

    static func controlError(_ error: any Error) -> ControlError {
        error as? ControlError ?? ControlError(.internal, "\(error)")
    }

    private static func message(of error: any Error) -> String {
        (error as? ControlError)?.message ?? "\(error)"
    }
}
