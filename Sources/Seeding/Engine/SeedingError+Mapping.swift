package import ControlAPI
import Diagnostics

extension SeedingError {
    /// Any error as one of the module's.
    init(_ error: any Error) {
        switch error {
        case let error as SeedingError: self = error
        case let failure as PostgresFailure: self = failure.asSeedingError(doing: "PostgreSQL")
        case is CancellationError: self.init(.cancelled, "it was cancelled")
        default: self.init(.refused, "\(error)")
        }
    }
}

extension ControlError {
    /// The error as it goes over the socket, places in files included.
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
        self.init(code, error.message, hint: error.remedy)
    }
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1_000_000_000_000_000
    }
}

extension StoreName {
    /// The order in which stores are shown and loaded.
    var order: Int { StoreName.allCases.firstIndex(of: self) ?? 0 }
}
