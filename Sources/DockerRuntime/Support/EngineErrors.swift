import Diagnostics
import DockerEngine
import Runtime

extension RuntimeError {
    /// Converts an error of the engine.
    ///
    /// - Parameters:
    ///   - subject: the operation that failed, for the user; nil if the engine's message is enough.
    ///   - code: the code to use if the engine responded.
    init(_ error: EngineError, _ subject: String? = nil, code: Code = .refused) {
        self.init(error, as: error.meansUnreachable ? .unreachable : code, subject)
    }
}

extension EngineError {
    /// Whether the engine could not be reached or its response was lost, as opposed to an error that it reported.
    var meansUnreachable: Bool {
        switch code {
        case .unreachable, .connectionLost, .timedOut, .malformedResponse: true
        case .permissionDenied, .versionMismatch, .notFound, .conflict, .portTaken, .badRequest, .commandNotRunnable,
            .serverError, .cancelled, .noSpace, .pullDenied, .registryUnreachable, .buildFailed, .invalidConfiguration:
            false
        }
    }
}
