import AsyncHTTPClient
import NIOCore
import NIOPosix
import Synchronization

/// Expensive resources shared by probes, created when first needed.
final class ProbeClients: Sendable {
    private struct State {
        var group: (any EventLoopGroup)?
        /// Whether the group was created here, so that it must be shut down here.
        var ownsGroup = false
        var http: HTTPClient?
        var isShutDown = false
    }

    private let state: Mutex<State>

    init(eventLoopGroup: (any EventLoopGroup)?) {
        state = Mutex(State(group: eventLoopGroup))
    }

    func eventLoopGroup() -> any EventLoopGroup {
        state.withLock { Self.group(&$0) }
    }

    func http() throws(ProbeFailure) -> HTTPClient {
        let client: HTTPClient? = state.withLock { state in
            if state.isShutDown { return nil }
            if let client = state.http { return client }
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            configuration.decompression = .disabled
            configuration.httpVersion = .http1Only
            // A probe tries once; the pace decides when to retry.
            configuration.connectionPool.retryConnectionEstablishment = false
            let client = HTTPClient(eventLoopGroupProvider: .shared(Self.group(&state)), configuration: configuration)
            state.http = client
            return client
        }
        guard let client else { throw .cancelled }
        return client
    }

    func shutDown() async {
        let last = state.withLock { state in
            defer {
                state.isShutDown = true
                state.http = nil
            }
            return state
        }
        try? await last.http?.shutdown()
        if last.ownsGroup { try? await last.group?.shutdownGracefully() }
    }

    private static func group(_ state: inout State) -> any EventLoopGroup {
        if let group = state.group { return group }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        state.group = group
        state.ownsGroup = true
        return group
    }
}
