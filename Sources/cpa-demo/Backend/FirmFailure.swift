/// Why a firm's rows cannot be told.
enum FirmFailure: Error, Equatable {
    /// There is nothing to read yet, and why.
    case notSeeded(String)
    case unknownFirm(String)
    /// Postgres cannot be asked, or gave an answer that was not expected.
    case unavailable(String)
}
