/// The result of an operation as a value, for work that goes on beside other work: `async let` keeps no type of error.
func attempt<Success, Failure>(
    _ operation: () async throws(Failure) -> Success
) async -> Result<Success, Failure> {
    do { return .success(try await operation()) } catch { return .failure(error) }
}
