package import Diagnostics

/// Which runtime a service wants.
package enum RuntimePreference: String, Hashable, Sendable, Codable, CaseIterable {
    /// Docker where the engine answers and the image can be had, else native, else unavailable.
    case auto
    case docker
    case native
}

/// A service's `x-cpadev`.
package struct ServiceSettings: Hashable, Sendable {
    /// nil: the project's.
    package var runtime: RuntimePreference?
    /// How it runs as a process of its own on this machine; nil: it cannot.
    package var native: NativeSpec?
    /// The service whose process serves this one as well, where both run natively; nil: none does.
    package var providedBy: Provision?
    /// nil: the healthcheck, or none.
    package var probe: Probe?
    /// Whether a service that stays unhealthy is restarted.
    package var restartsUnhealthy: Bool
    /// The signal that cpadev alone stops it with, such as `SIGKILL` for a service that a kill does not harm; nil: the
    /// file's `stop_signal`.
    package var stopSignal: Signal?
    /// Whether the stop signal goes to every process of a native service, as Ctrl-C on a terminal does; else to the main
    /// process alone, as in a container.
    package var signalsGroup: Bool
    /// Whether it starts once the stack's seed data is loaded.
    package var startsAfterSeed: Bool
    /// What `cpadev open` shows in a browser.
    package var open: String?
    /// Texts of lines that it logs as errors although nothing is wrong.
    package var expectedErrors: [String]
    /// Bytes that its log may take on disk; nil: the project's.
    package var maxLogBytes: Int?

    /// What holds where the service has no `x-cpadev`.
    package init() {
        restartsUnhealthy = false
        signalsGroup = false
        startsAfterSeed = false
        expectedErrors = []
    }
}

/// A service whose process serves another one as well.
package struct Provision: Hashable, Sendable {
    /// The name of the one that has the process.
    package var service: String
    /// Of the name in the file.
    package var location: SourceLocation

    /// What the file says, and where.
    package init(service: String, location: SourceLocation) {
        self.service = service
        self.location = location
    }
}

/// How a service runs as a process of its own.
package enum NativeSpec: Hashable, Sendable {
    /// An executable in the launcher convention: `check`, `install`, `run`. Absolute path.
    case launcher(path: String, location: SourceLocation)
    /// A command run as it is; `check` exits 0 when it can run.
    case command([String], check: [String]?)
}

/// What is asked to find out whether a service is ready.
package enum Probe: Hashable, Sendable {
    /// A connection with `user`, `database` and `password`, then `SELECT 1`.
    case postgres(port: UInt16, user: String?, database: String?, password: String?)
    /// `PING`.
    case redis(port: UInt16, password: String?)
    /// `PING` → `PONG`.
    case clamd(port: UInt16)
    /// A GET whose status is one of `statuses`; where that is empty, one below 400. Redirects are not followed.
    case http(port: UInt16, path: String, headers: [String: String], statuses: [Int])
    /// `grpc.health.v1.Health/Check` of a service name (empty: the server).
    case grpc(port: UInt16, service: String)
    /// A connection is accepted.
    case tcp(port: UInt16)
    /// A command that exits 0.
    case exec([String])

    /// The container port that is asked, where there is one.
    package var targetPort: UInt16? {
        switch self {
        case .postgres(let port, _, _, _), .redis(let port, _), .clamd(let port), .http(let port, _, _, _),
            .grpc(let port, _), .tcp(let port):
            port
        case .exec: nil
        }
    }
}
