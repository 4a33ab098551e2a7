import DockerEngine
import Runtime

extension RuntimeError {
    /// What an engine's refusal means to a service.
    ///
    /// - Parameters:
    ///   - subject: what was tried, for people; left out where the engine's words say it.
    ///   - code: what it is where the engine is there and says no.
    init(_ error: EngineError, _ subject: String? = nil, code: Code = .refused) {
        let message = subject.map { "\($0): \(error.message)" } ?? error.message
        self.init(error.meansUnreachable ? .unreachable : code, message, remedy: error.remedy)
    }
}

extension EngineError {
    /// Nothing was refused: the engine could not be asked, or its answer was lost.
    var meansUnreachable: Bool {
        switch code {
        case .unreachable, .connectionLost, .timedOut, .malformedAnswer: true
        case .permissionDenied, .versionMismatch, .notFound, .conflict, .portTaken, .badRequest, .commandNotRunnable,
            .serverError, .cancelled, .noSpace, .pullDenied, .registryUnreachable, .buildFailed, .invalidConfiguration:
            false
        }
    }
}
