package import ComposeModel
package import NIOCore

/// Makes probes, and owns what they share.
///
/// Nothing costs anything before it is needed: the thread that watches sockets starts with the first probe that has to
/// wait, the HTTP client and an event loop with the first probe that uses one.
package struct ProbeFactory: Sendable {
    private let reactor = SocketReactor()
    private let clients: ProbeClients

    /// - Parameter eventLoopGroup: For HTTP and gRPC; must be NIO's own `MultiThreadedEventLoopGroup` and outlive the
    ///   factory. nil: one of a single thread, made when it is needed and ended by ``shutdown()``.
    package init(eventLoopGroup: (any EventLoopGroup)? = nil) {
        clients = ProbeClients(eventLoopGroup: eventLoopGroup)
    }

    /// A probe as `x-cpadev` describes it.
    /// - Parameters:
    ///   - address: Where a container port is reached; asked at every check, nil while nobody knows.
    ///   - runner: Runs the command of an `exec` probe.
    package func probe(
        for probe: Probe,
        address: @escaping @Sendable (UInt16) -> ProbeAddress?,
        runner: @escaping CommandRunner
    ) -> any HealthProbe {
        func reference(_ port: UInt16) -> PortReference { PortReference(port: port, lookUp: address) }
        switch probe {
        case .postgres(let port, let user, let database, let password):
            return PostgresProbe(
                port: reference(port),
                user: user,
                database: database,
                password: password,
                reactor: reactor
            )
        case .redis(let port, let password):
            return RedisProbe(port: reference(port), password: password, reactor: reactor)
        case .clamd(let port):
            return ClamdProbe(port: reference(port), reactor: reactor)
        case .http(let port, let path, let headers, let statuses):
            return HTTPProbe(
                port: reference(port),
                path: path,
                headers: headers,
                statuses: statuses,
                clients: clients,
                knock: PortKnock(reactor: reactor)
            )
        case .grpc(let port, let service):
            return GRPCProbe(port: reference(port), service: service, clients: clients, reactor: reactor)
        case .tcp(let port):
            return TCPProbe(port: reference(port), reactor: reactor)
        case .exec(let arguments):
            return ExecProbe(arguments: arguments, runner: runner)
        }
    }

    /// A Compose healthcheck as a command; nil where it is switched off or is the image's own.
    package func probe(for healthcheck: Healthcheck, runner: @escaping CommandRunner) -> (any HealthProbe)? {
        switch healthcheck.test {
        case .command(let arguments): ExecProbe(arguments: arguments, runner: runner)
        case .shell(let line): ExecProbe(arguments: ["/bin/sh", "-c", line], runner: runner)
        case .disabled, nil: nil
        }
    }

    /// Ends the shared clients and threads. Checks under way fail at once, and so do all later ones.
    package func shutdown() async {
        reactor.shutDown()
        await clients.shutDown()
    }
}
