import Diagnostics

/// An error of a call to the engine.
package struct EngineError: Failure {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// Nothing responds at the endpoint: the engine is not running, or the address is wrong.
        case unreachable
        /// This user may not access the engine, or the engine denies the operation.
        case permissionDenied
        /// The connection broke before the response was complete.
        case connectionLost
        /// The engine's API version is too old or too new for this client.
        case versionMismatch
        /// The container, image, network, volume, exec or file does not exist.
        case notFound
        /// The object exists already, is in use, or is not in the state that the call needs.
        case conflict
        /// A host port is already in use.
        case portTaken
        /// The engine, or this client, rejects the request's content.
        case badRequest
        /// A container's command or working directory cannot be used.
        case commandNotRunnable
        /// An internal error of the engine.
        case serverError
        /// The response violates the protocol, or does not come from an engine.
        case malformedResponse
        /// No response arrived in time.
        case timedOut
        /// The caller's task was cancelled.
        case cancelled
        /// The engine's disk is full.
        case noSpace
        /// A registry denies the image: it does not exist, or the login is missing or wrong.
        case pullDenied
        /// The registry cannot be reached.
        case registryUnreachable
        /// A step of a build failed.
        case buildFailed
        /// The endpoint or the user's Docker configuration cannot be used.
        case invalidConfiguration
    }

    package var code: Code
    package var message: String
    package var remedy: String?
    /// The HTTP status of the response; nil if there was none.
    package var status: Int?

    package init(_ code: Code, _ message: String, remedy: String? = nil, status: Int? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.status = status
    }

    /// The message, followed by the remedy if there is one.
    package var description: String { remedy.map { "\(message) (\($0))" } ?? message }
}
