extension AsyncStream<Void> {
    /// Calls `body` for each wake-up, with a pause after each: what changes in bursts is looked at less often.
    ///
    /// The pause waits for nothing. It only limits the rate, and what happens during it causes one more wake-up.
    package func forEach(pausing pause: Duration, _ body: () async -> Void) async {
        for await _ in self {
            await body()
            try? await Task.sleep(for: pause)
        }
    }
}
