/// The reason why a firm's rows cannot be read.
enum FirmFailure: Error, Equatable {
    /// There is no data yet, for the given reason.
    case notSeeded(String)
    case unknownFirm(String)
    /// Postgres is not available or returned an unexpected result.
    case unavailable(String)
}
