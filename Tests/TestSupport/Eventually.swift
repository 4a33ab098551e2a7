/// Waits for a change that no event announces, such as the end of another process, by polling every few milliseconds.
/// - Returns: whether the condition held in time; false also if the task is cancelled.
package func eventually(
    within limit: Duration = .seconds(10),
    _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: limit)
    while try await !condition() {
        if Task.isCancelled || clock.now >= deadline { return false }
        try? await clock.sleep(for: .milliseconds(5))
    }
    return true
}

/// Waits as `eventually(within:_:)` does, and throws `TestFailure` if the condition does not hold in time.
/// - Parameter what: the awaited change, for the message.
package func eventually(
    _ what: @autoclosure () -> String,
    within limit: Duration = .seconds(30),
    _ condition: () async throws -> Bool
) async throws {
    if try await eventually(within: limit, condition) { return }
    try Task.checkCancellation()
    throw TestFailure("not within \(limit): \(what())")
}
