/// Returns the result of an operation as a value. `async let` does not preserve typed errors.
func attempt<Success, Failure>(
    _ operation: () async throws(Failure) -> Success
) async -> Result<Success, Failure> {
    do { return .success(try await operation()) } catch { return .failure(error) }
}
