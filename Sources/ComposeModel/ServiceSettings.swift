package import Diagnostics

/// The runtime requested for a service.
package enum RuntimePreference: String, Hashable, Sendable, Codable, CaseIterable {
    /// Docker if the engine is reachable and the image is available, else native, else unavailable.
    case auto
    case docker
    case native
}

/// A service's `x-cpadev`.
package struct ServiceSettings: Hashable, Sendable {
    /// nil: the project's.
    package var runtime: RuntimePreference?
    /// How the service runs as a native process; nil: it cannot.
    package var native: NativeSpec?
    /// The service whose process also provides this one when both run natively; nil: none.
    package var providedBy: Provision?
    /// nil: the healthcheck, if any.
    package var probe: Probe?
    /// Whether the service is restarted when it stays unhealthy.
    package var restartsUnhealthy = false
    /// The stop signal that only cpadev uses, such as `SIGKILL` for a service that does not need a clean shutdown; nil:
    /// the file's `stop_signal`.
    package var stopSignal: Signal?
    /// Whether the stop signal is sent to the whole process group of a native service, like Ctrl-C in a terminal; else
    /// only to the main process, as in a container.
    package var signalsGroup = false
    /// Whether the service waits until the stack's seed data is loaded.
    package var startsAfterSeed = false
    /// Whether nobody waits for the service where no runtime can run it.
    package var isOptional = false
    /// What `cpadev open` opens in a browser.
    package var open: String?
    /// Texts of log lines that look like errors but are expected.
    package var expectedErrors: [String] = []
    /// The size limit of the service's log in bytes; nil: the project's.
    package var maxLogBytes: Int?

    package init() {}
}

/// A reference to the service whose process provides another one.
package struct Provision: Hashable, Sendable {
    /// The name of the service that has the process.
    package var service: String
    /// The location of the name in the file.
    package var location: SourceLocation

    package init(service: String, location: SourceLocation) {
        self.service = service
        self.location = location
    }
}

/// How a service runs as a native process.
package enum NativeSpec: Hashable, Sendable {
    /// The absolute path of an executable that follows the launcher convention: `check`, `install`, `run`.
    case launcher(path: String, location: SourceLocation)
    /// A command run without a shell; `check` exits with 0 if the service can run.
    case command([String], check: [String]?)
}

/// How to determine whether a service is ready.
package enum Probe: Hashable, Sendable {
    /// A connection with `user`, `database` and `password`, then `SELECT 1`.
    case postgres(port: UInt16, user: String?, database: String?, password: String?)
    /// `PING`.
    case redis(port: UInt16, password: String?)
    /// `PING` → `PONG`.
    case clamd(port: UInt16)
    /// A GET whose status is one of `statuses`, or below 400 if that is empty. Redirects are not followed.
    case http(port: UInt16, path: String, headers: [String: String], statuses: [Int])
    /// `grpc.health.v1.Health/Check` for a service name; empty means the server.
    case grpc(port: UInt16, service: String)
    /// A connection that is accepted.
    case tcp(port: UInt16)
    /// A command that exits 0.
    case exec([String])
}
