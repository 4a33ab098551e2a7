/// Returns once the condition holds, and throws where it does not in time.
///
/// For what other processes do, which gives no event to wait for: the condition is asked every few milliseconds.
func eventually(
    _ what: @autoclosure () -> String,
    within limit: Duration = .seconds(30),
    _ holds: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: limit)
    while try await !holds() {
        guard clock.now < deadline else { throw Failure("not within \(limit): \(what())") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
