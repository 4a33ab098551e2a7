import Diagnostics
import Supervision

extension CommandFailure {
    init(_ error: SupervisorError) {
        let code: CommandExit =
            switch error.code {
            case .unknownService: .usage
            case .invalidProject: .badData
            case .shuttingDown: .unavailable
            case .portTaken, .processHangs, .runtimeRefused, .refreshFailed: .failed
            }
        self.init(error, as: code)
    }
}
