/// Why a call to the engine gave no answer, or not the one that was asked for.
package struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; callers decide by this, never by the message.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// Nobody answers at the endpoint: the engine is not running, or the address is wrong.
        case unreachable
        /// The engine is there, but this user may not speak to it, or it refuses what was asked.
        case permissionDenied
        /// The connection broke in the midst of an answer.
        case connectionLost
        /// The engine is older than the oldest API that this client speaks, or newer than it allows for.
        case versionMismatch
        /// There is no such container, image, network, volume, exec or file.
        case notFound
        /// The object exists already, is in use, or is not in the state that the call needs.
        case conflict
        /// A published port of the host is taken.
        case portTaken
        /// The engine, or this client, refuses the request's content.
        case badRequest
        /// A container's command, or its working directory, cannot be run.
        case commandNotRunnable
        /// The engine failed inside.
        case serverError
        /// What answers does not speak the engine's protocol, or broke it.
        case malformedAnswer
        /// No answer came in time.
        case timedOut
        /// The caller's task was cancelled.
        case cancelled
        /// The engine's disk is full.
        case noSpace
        /// A registry refuses the image: it does not exist, or the login is missing or wrong.
        case pullDenied
        /// The registry cannot be reached.
        case registryUnreachable
        /// A step of a build failed.
        case buildFailed
        /// The endpoint or the user's Docker configuration cannot be used.
        case invalidConfiguration
    }

    /// What kind of failure it is.
    package var code: Code
    /// What happened, for people; lower case, no full stop.
    package var message: String
    /// What to do about it, for people.
    package var remedy: String?
    /// The HTTP status of the answer; nil where there was none.
    package var status: Int?

    /// An error of this module.
    package init(_ code: Code, _ message: String, remedy: String? = nil, status: Int? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.status = status
    }

    /// The message, and the remedy where there is one.
    package var description: String { remedy.map { "\(message) (\($0))" } ?? message }
}
