import Hummingbird

/// The reason why a firm's rows cannot be read.
enum FirmFailure: Error, Equatable {
    /// There is no data yet, for the given reason.
    case notSeeded(String)
    case unknownFirm(String)
    /// Postgres is not available or returned an unexpected result.
    case unavailable(String)
}

extension FirmFailure {
    /// The response to a request that needs the rows.
    var problem: RequestProblem {
        switch self {
        case .notSeeded(let note): RequestProblem(status: .notFound, message: note)
        case .unknownFirm(let slug): RequestProblem(status: .notFound, message: "there is no firm \(slug)")
        case .unavailable(let message):
            RequestProblem(status: .serviceUnavailable, message: "Postgres cannot be read: \(message)")
        }
    }
}
