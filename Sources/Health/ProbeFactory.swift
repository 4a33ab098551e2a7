package import ComposeModel
package import NIOCore

/// Creates probes and owns their shared resources.
///
/// Resources are created lazily: the thread that polls sockets starts with the first probe that has to wait, the event loop
/// with the first gRPC probe.
package struct ProbeFactory: Sendable {
    private let reactor = SocketReactor()
    private let loops: LazyEventLoopGroup

    /// - Parameter eventLoopGroup: the group for gRPC. It must be NIO's `MultiThreadedEventLoopGroup` and outlive the
    ///   factory. nil for a group with one thread, created when needed and ended by ``shutdown()``.
    package init(eventLoopGroup: (any EventLoopGroup)? = nil) {
        loops = LazyEventLoopGroup(eventLoopGroup)
    }

    /// Creates a probe that is configured in `x-cpadev`.
    /// - Parameters:
    ///   - address: returns the address of a container port, or nil while it is unknown. Called at every check.
    ///   - runner: runs the command of an `exec` probe.
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
                reactor: reactor
            )
        case .grpc(let port, let service):
            return GRPCProbe(port: reference(port), service: service, loops: loops, reactor: reactor)
        case .tcp(let port):
            return TCPProbe(port: reference(port), reactor: reactor)
        case .exec(let arguments):
            return ExecProbe(arguments: arguments, runner: runner)
        }
    }

    /// Creates an exec probe for a Compose healthcheck; nil if it is disabled or defined by the image.
    package func probe(for healthcheck: Healthcheck, runner: @escaping CommandRunner) -> (any HealthProbe)? {
        switch healthcheck.test {
        case .command(let arguments): ExecProbe(arguments: arguments, runner: runner)
        case .shell(let line): ExecProbe(arguments: ["/bin/sh", "-c", line], runner: runner)
        case .disabled, nil: nil
        }
    }

    /// Shuts down the shared threads. Running and later checks fail at once.
    package func shutdown() async {
        reactor.shutDown()
        await loops.shutDown()
    }
}
