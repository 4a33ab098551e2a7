import DockerEngine
import NIOCore
import NIOPosix
import Synchronization

@testable import DockerRuntime

/// Stands between a client and the real engine, and can go away and come back as an engine does.
final class EngineProxy: Sendable {
    let path: String
    private let enginePath: String
    private let state = Mutex<(listener: (any Channel)?, connections: [any Channel])>((nil, []))

    init(path: String, enginePath: String) {
        self.path = path
        self.enginePath = enginePath
    }

    /// Begins to take connections.
    func open() async throws {
        let enginePath = enginePath
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [self] channel in
                state.withLock { $0.connections.append(channel) }
                return ClientBootstrap(group: channel.eventLoop)
                    .channelOption(.autoRead, value: false)
                    .channelOption(.allowRemoteHalfClosure, value: true)
                    .connect(unixDomainSocketPath: enginePath)
                    .flatMapThrowing { peer in
                        let (near, far) = RelayHandler.pair()
                        try channel.pipeline.syncOperations.addHandler(near)
                        try peer.pipeline.syncOperations.addHandler(far)
                    }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        state.withLock { $0.listener = listener }
    }

    /// Goes away: no new connections, and those that are there end.
    func cut() async {
        let (listener, connections) = state.withLock { state in
            defer { state = (nil, []) }
            return (state.listener, state.connections)
        }
        try? await listener?.close()
        for connection in connections { try? await connection.close() }
    }
}
