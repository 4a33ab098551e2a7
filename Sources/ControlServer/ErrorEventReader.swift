import ControlAPI

/// Reads the events of a command on the seed data and converts a thrown error into a last event.
actor ErrorEventReader {
    private var events: AsyncThrowingStream<DataEvent, any Error>.AsyncIterator
    private var hasFailed = false

    init(_ events: AsyncThrowingStream<DataEvent, any Error>) { self.events = events.makeAsyncIterator() }

    func next() async -> DataEvent? {
        guard !hasFailed else { return nil }
        var events = events
        defer { self.events = events }
        do { return try await events.next(isolation: self) } catch {
            hasFailed = true
            return .failed(error as? ControlError ?? ControlError(.internal, "\(error)"))
        }
    }
}
