import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Opens connections to one endpoint, one per call. Connecting to a Unix socket takes a tenth of a millisecond, and a
/// connection that is never reused cannot turn out to be stale during a call that must not be repeated.
final class EngineTransport: Sendable {
    let endpoint: EngineEndpoint
    let timeouts: EngineTimeouts
    private let environment: [String: String]
    private let group: MultiThreadedEventLoopGroup
    /// Created with the first connection, which reads the TLS files.
    private let tls = Mutex<NIOSSLContext?>(nil)

    /// - Parameters:
    ///   - threads: the number of event loop threads. They also run the sinks of attached containers.
    ///   - environment: the environment of `ssh`.
    init(endpoint: EngineEndpoint, timeouts: EngineTimeouts, threads: Int, environment: [String: String]) {
        self.endpoint = endpoint
        self.timeouts = timeouts
        self.environment = environment
        group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    }

    // The last reference may be released on one of the group's own threads, so this must not wait.
    deinit { group.shutdownGracefully { _ in } }

    private var hostHeader: String {
        switch endpoint {
        case .unix, .ssh: "docker"
        case .tcp(let host, let port, _): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    /// Sends a request and returns the head and body of the response, whatever its status.
    ///
    /// - Parameters:
    ///   - makeSink: creates a sink that receives the bytes after a `101` or `200` instead of the body.
    ///   - onConnect: called with the connection before anything is sent over it.
    func open(
        _ request: EngineRequest,
        version: APIVersion?,
        timing: ResponseTiming,
        makeSink: ChannelSetup.MakeSink? = nil,
        onConnect: (EngineConnection) -> Void = { _ in }
    ) async throws(EngineError) -> (head: HTTPResponseHead, body: ResponseBody) {
        let setup = ChannelSetup(
            transport: self,
            timing: timing,
            tls: try tlsForHost(),
            makeSink: makeSink
        )
        let body = try await connect(setup)
        onConnect(body.connection)
        let head = try await body.connection.perform(request.head(version: version, host: hostHeader), request.body)
        return (head, body)
    }

    // MARK: Connecting

    private func connect(_ setup: ChannelSetup) async throws(EngineError) -> ResponseBody {
        let deadline = ContinuousClock.now + timeouts.connect
        while true {
            if Task.isCancelled { throw EngineError(.cancelled, "the call was cancelled") }
            do {
                return try await connectOnce(setup)
            } catch let error where ConnectionErrors.isQueueFull(error) && ContinuousClock.now < deadline {
                // A full backlog makes Linux refuse a Unix connection at once, where a TCP connection would wait. No
                // event says when there is room: poll(2) reports nothing about a socket that was refused.
                try? await Task.sleep(for: .milliseconds(10))
            } catch {
                if ConnectionErrors.isQueueFull(error) {
                    throw EngineError(.timedOut, "\(endpoint) accepts no connections; the engine is hung or busy")
                }
                throw ConnectionErrors.refused(error, endpoint)
            }
        }
    }

    private func connectOnce(_ setup: ChannelSetup) async throws -> ResponseBody {
        let bootstrap = ClientBootstrap(group: group).connectTimeout(TimeAmount(timeouts.connect))
            .channelOption(.autoRead, value: false)
        switch endpoint {
        case .unix(let path):
            return try await bootstrap.connect(unixDomainSocketPath: path) { setup.prepare($0) }
        case .tcp(let host, let port, _):
            return try await bootstrap.connect(host: host, port: port) { setup.prepare($0) }
        case .ssh(let destination):
            let ssh = try SSHProcess(destination: destination, environment: environment)
            return try await bootstrap.withConnectedSocket(ssh.socket) { setup.prepare($0, explain: ssh.failure) }
        }
    }

    private func tlsForHost() throws(EngineError) -> ChannelSetup.TLS? {
        guard case .tcp(let host, _, let files?) = endpoint else { return nil }
        if let context = tls.withLock({ $0 }) { return ChannelSetup.TLS(context: context, host: host) }
        let context = try TLSContext.make(files)
        tls.withLock { $0 = context }
        return ChannelSetup.TLS(context: context, host: host)
    }
}
