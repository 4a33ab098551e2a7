import FoundationEssentials
import Health
import NIOCore
import NIOPosix
import Synchronization

/// A client of Redis for commands whose replies are one line or a short text. It connects when it is first used, and again after a
/// connection ended.
final class RedisClient: Sendable {
    private enum State {
        /// Not connected. Commands fail until the given time.
        case closed(until: ContinuousClock.Instant)
        /// Connected, or about to be.
        case open(EventLoopFuture<any Channel>)
    }

    /// How long Redis may take to accept a connection, and to reply.
    private static let timeout = TimeAmount.milliseconds(250)
    /// The pause after a failure, so that a Redis that is down delays few requests.
    private static let pause = Duration.seconds(1)
    /// The seed data, whose drift is watched, is in database 0.
    private static let database = "1"

    private let host: String
    private let port: Int
    /// The commands to send first.
    private let greeting: [[String]]
    private let state = Mutex(State.closed(until: .now))

    /// Fails if the URL is not set or not of the form `redis://[[user]:password@]host[:port]`.
    init?(_ url: String?) {
        guard let text = url, let url = URLComponents(string: text), url.scheme == "redis",
            let endpoint = StoreEndpoints.redis(text)
        else { return nil }
        host = endpoint.address.host
        port = Int(endpoint.address.port)
        let account = [url.user, url.password].compactMap { $0 }.filter { !$0.isEmpty }
        greeting = (account.isEmpty ? [] : [["AUTH"] + account]) + [["SELECT", Self.database]]
    }

    /// Sends commands together and returns their replies in order.
    /// - Throws: If Redis cannot be reached, does not reply in time, or replies with an error.
    func run(_ commands: [[String]]) async throws -> [RedisReply] {
        let channel = try await connection().get()
        do {
            return try await Self.send(commands, over: channel).get()
        } catch {
            // Later replies could not be told from those that are missing.
            channel.close(promise: nil)
            throw error
        }
    }

    /// Closes the connection, if there is one.
    func shutdown() async {
        guard case .open(let connection) = state.withLock({ $0 }) else { return }
        try? await connection.get().close()
    }

    private func connection() throws(Problem) -> EventLoopFuture<any Channel> {
        let result: Result<EventLoopFuture<any Channel>, Problem> = state.withLock { state in
            switch state {
            case .open(let connection): return .success(connection)
            case .closed(let until) where until > .now: return .failure(Problem(message: "Redis is not available"))
            case .closed:
                let connection = connect()
                state = .open(connection)
                return .success(connection)
            }
        }
        return try result.get()
    }

    private func connect() -> EventLoopFuture<any Channel> {
        let greeting = greeting
        let connection = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(Self.timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(RedisReplyDecoder()),
                        RedisExchangeHandler()
                    )
                }
            }
            .connect(host: host, port: port)
            .flatMap { channel in
                Self.send(greeting, over: channel).map { _ in channel }.flatMapErrorThrowing { error in
                    channel.close(promise: nil)
                    throw error
                }
            }
        connection.whenComplete { [weak self] result in
            switch result {
            case .success(let channel): channel.closeFuture.whenComplete { [weak self] _ in self?.close() }
            case .failure: self?.close()
            }
        }
        return connection
    }

    private func close() { state.withLock { $0 = .closed(until: .now + Self.pause) } }

    private static func send(_ commands: [[String]], over channel: any Channel) -> EventLoopFuture<[RedisReply]> {
        let replies = channel.eventLoop.makePromise(of: [RedisReply].self)
        let timer = channel.eventLoop.scheduleTask(in: timeout) {
            replies.fail(Problem(message: "Redis did not reply in time"))
        }
        channel.writeAndFlush(RedisExchange(commands: commands, replies: replies)).whenFailure { replies.fail($0) }
        return replies.futureResult.flatMapThrowing { replies in
            timer.cancel()
            for case .error(let message) in replies { throw Problem(message: "Redis: \(message)") }
            return replies
        }
    }
}
