import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Opens connections to one endpoint, each for one call: a Unix socket takes a tenth of a millisecond, and a connection
/// that is never used twice cannot be found dead by a call that must not be repeated.
final class EngineTransport: Sendable {
    let endpoint: EngineEndpoint
    let timeouts: EngineTimeouts
    private let environment: [String: String]
    private let group: MultiThreadedEventLoopGroup
    /// The files are read with the first connection.
    private let tls = Mutex<NIOSSLContext?>(nil)

    /// - Parameters:
    ///   - threads: how many take the answers in; sinks of attached containers work on them.
    ///   - environment: for the `ssh` program.
    init(endpoint: EngineEndpoint, timeouts: EngineTimeouts, threads: Int, environment: [String: String]) {
        self.endpoint = endpoint
        self.timeouts = timeouts
        self.environment = environment
        group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    }

    // The last reference may go on one of the group's own threads, so nobody waits.
    deinit { group.shutdownGracefully { _ in } }

    /// What goes into the Host header.
    private var hostHeader: String {
        switch endpoint {
        case .unix, .ssh: "docker"
        case .tcp(let host, let port, _): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    /// Sends a request, and gives the head of the answer and its body, whatever its status.
    ///
    /// - Parameters:
    ///   - makeSink: makes what the bytes behind a `101` or `200` are pushed to instead.
    ///   - onConnect: is told the connection before anything is sent over it.
    func open(
        _ request: EngineRequest,
        version: APIVersion?,
        timing: ResponseTiming,
        makeSink: ChannelSetup.MakeSink? = nil,
        onConnect: (EngineConnection) -> Void = { _ in }
    ) async throws(EngineError) -> (head: ResponseHead, body: ResponseBody) {
        let setup = ChannelSetup(
            expectsBody: request.method != .head,
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
                // Linux refuses at once where it would make a TCP connection wait.
                try? await Task.sleep(for: .milliseconds(10))
            } catch {
                if ConnectionErrors.isQueueFull(error) {
                    throw EngineError(.timedOut, "\(endpoint) takes no connection; the engine hangs or is overloaded")
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
