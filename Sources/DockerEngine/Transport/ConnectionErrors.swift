import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Maps errors of the system and the TLS library to errors of this module.
enum ConnectionErrors {
    /// Returns the error for a connection that could not be established.
    static func refused(_ error: any Error, _ endpoint: EngineEndpoint) -> EngineError {
        if let error = error as? EngineError { return error }
        if case ChannelError.connectTimeout = error {
            return EngineError(
                .timedOut,
                "\(endpoint) did not accept the connection in time",
                remedy: startRemedy(endpoint)
            )
        }
        if let error = error as? NIOConnectionError {
            if let inner = error.connectionErrors.first?.error { return refused(inner, endpoint) }
            return EngineError(
                .unreachable,
                "cannot resolve the host of \(endpoint)",
                remedy: "check DOCKER_HOST"
            )
        }
        guard let error = error as? IOError else {
            return EngineError(.unreachable, "\(endpoint) cannot be reached: \(error)", remedy: startRemedy(endpoint))
        }
        switch error.errnoCode {
        case EACCES, EPERM:
            return EngineError(
                .permissionDenied,
                "permission denied on \(endpoint)",
                remedy: "add yourself to the socket's group (sudo usermod -aG docker $USER), and log in again"
            )
        case ENOENT:
            return EngineError(.unreachable, "no socket at \(endpoint)", remedy: startRemedy(endpoint))
        case ECONNREFUSED:
            return EngineError(.unreachable, "nothing is listening at \(endpoint)", remedy: startRemedy(endpoint))
        default:
            let message = "\(endpoint) cannot be reached: \(reason(of: error))"
            return EngineError(.unreachable, message, remedy: startRemedy(endpoint))
        }
    }

    /// Returns the error for an established connection that failed.
    static func broken(_ error: any Error) -> EngineError {
        if let error = error as? EngineError { return error }
        if error is CancellationError { return EngineError(.cancelled, "the call was cancelled") }
        if let error = error as? HTTPParserError {
            // The connection ended within the response.
            return error == .invalidEOFState ? closed(hasHead: true) : malformed("\(error)")
        }
        if error is NIOHTTPDecoderError { return malformed("\(error)") }
        if let error = error as? IOError {
            return EngineError(.connectionLost, "the connection to the engine broke: \(reason(of: error))")
        }
        if let error = error as? NIOSSLError {
            if case .uncleanShutdown = error {
                return EngineError(.connectionLost, "the engine closed the connection without a TLS shutdown")
            }
            return tls("\(error)")
        }
        if error is BoringSSLError || error is NIOSSLExtraError { return tls("\(error)") }
        if error is ChannelError { return EngineError(.connectionLost, "the connection to the engine was closed") }
        return EngineError(.connectionLost, "the connection to the engine broke: \(error)")
    }

    /// Returns the error for a connection that ended too early.
    static func closed(hasHead: Bool) -> EngineError {
        let moment = hasHead ? "in the middle of a response" : "without a response"
        return EngineError(.connectionLost, "the engine closed the connection \(moment)")
    }

    private static func malformed(_ reason: String) -> EngineError {
        EngineError(
            .malformedResponse,
            "the endpoint is not a Docker Engine, or violates the protocol: \(reason)",
            remedy: "check DOCKER_HOST"
        )
    }

    /// Whether a Unix socket's backlog is full, which is a temporary condition.
    static func isQueueFull(_ error: any Error) -> Bool {
        (error as? IOError)?.errnoCode == EAGAIN
    }

    private static func reason(of error: IOError) -> String {
        String(cString: strerror(error.errnoCode)).lowercased()
    }

    private static func tls(_ reason: String) -> EngineError {
        EngineError(
            .unreachable,
            "cannot establish a TLS connection to the engine: \(reason)",
            remedy: "check DOCKER_CERT_PATH, and that the engine's port speaks TLS"
        )
    }

    private static func startRemedy(_ endpoint: EngineEndpoint) -> String {
        switch endpoint {
        case .unix: "start the engine (sudo systemctl start docker), or set DOCKER_HOST"
        case .tcp, .ssh: "check that the engine is running there, or set DOCKER_HOST"
        }
    }
}
