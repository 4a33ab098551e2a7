/// Returns the result of an operation as a value. `async let` does not preserve typed errors.
func attempt<Success, Failure>(
    _ operation: () async throws(Failure) -> Success
) async -> Result<Success, Failure> {
    do { return .success(try await operation()) } catch { return .failure(error) }
}

/// Runs an operation for all items concurrently and returns its results, in the order in which they arrive. Once all have
/// ended, throws the first error.
func concurrently<Item: Sendable, Value: Sendable, Failure>(
    _ items: some Sequence<Item>,
    _ operation: @escaping @Sendable (Item) async throws(Failure) -> Value
) async throws(Failure) -> [Value] {
    let results = await withTaskGroup { group in
        for item in items {
            group.addTask { await attempt { () async throws(Failure) in try await operation(item) } }
        }
        return await group.reduce(into: []) { $0.append($1) }
    }
    var values: [Value] = []
    for result in results { values.append(try result.get()) }
    return values
}

extension Collection {
    /// The collection, or nil if it is empty. The engine takes an absent field for its default.
    var nonEmpty: Self? { isEmpty ? nil : self }
}
