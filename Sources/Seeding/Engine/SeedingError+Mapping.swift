package import ControlAPI
import Diagnostics

extension SeedingError {
    /// Converts any error to a `SeedingError`.
    init(_ error: any Error) {
        switch error {
        case let error as SeedingError: self = error
        case let failure as PostgresFailure: self = failure.asSeedingError(doing: "PostgreSQL")
        case is CancellationError: self.init(.cancelled, "the operation was cancelled")
        default: self.init(.refused, failureWords(error))
        }
    }
}

extension ControlError {
    /// Creates the error that is sent over the socket. Diagnostics are not part of it.
    package init(_ error: SeedingError) {
        let code: Code =
            switch error.code {
            case .badSeed: .invalidProject
            case .notOurs: .dataRefused
            case .unknownName: .badRequest
            case .busy: .dataBusy
            case .cancelled: .cancelled
            default: .storeFailed
            }
        self.init(error, as: code)
    }
}

extension StoreName {
    /// The position of the store in listings.
    var order: Int { StoreName.allCases.firstIndex(of: self) ?? 0 }
}
