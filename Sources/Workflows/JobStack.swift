package import ComposeModel
import Foundations
import OrderedCollections

/// How an image's server runs here, as a service of the user's project says.
package struct JobServer: Sendable {
    /// The path of its launcher; nil if it runs only in a container.
    package var launcher: String?
    package var probe: Probe?
    package var stopSignal: String?

    package init(launcher: String?, probe: Probe?, stopSignal: String?) {
        self.launcher = launcher
        self.probe = probe
        self.stopSignal = stopSignal
    }
}

/// The Compose project of a job's `services`.
package struct JobStack {
    private let job: WorkflowJob
    private let servers: [String: JobServer]
    private let runtime: String

    /// - Parameters:
    ///   - servers: by the image's repository; see ``JobService/repository``.
    ///   - runtime: `auto`, `native` or `docker`.
    package init(_ job: WorkflowJob, servers: [String: JobServer], runtime: String) {
        self.job = job
        self.servers = servers
        self.runtime = runtime
    }

    package var text: String {
        ComposeText.object([
            ("name", ComposeText.text(Self.projectName(job.id))),
            ("x-cpadev", ComposeText.object([("runtime", ComposeText.text(runtime))])),
            ("services", ComposeText.object(job.services.map { ($0.name, service($0)) })),
        ]) + "\n"
    }

    /// Source: Compose Specification, Version and name top-level elements.
    private static func projectName(_ job: String) -> String {
        "ci-" + job.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    }

    /// The ports of a service: those of the file, and the one that the server is probed at.
    package func ports(of service: JobService) -> [JobService.Port] {
        guard let port = servers[service.repository]?.probe?.port,
            !service.ports.contains(where: { $0.container == port })
        else { return service.ports }
        return service.ports + [JobService.Port(host: nil, container: port)]
    }

    private func service(_ service: JobService) -> String {
        let server = servers[service.repository]
        // A port without a number for the host gets the same one if it is free.
        let published = ports(of: service).map { "127.0.0.1:\($0.host ?? $0.container):\($0.container)" }
        var pairs = [
            ("image", ComposeText.text(service.image)),
            ("environment", ComposeText.object(service.environment.map { ($0, ComposeText.text($1)) })),
            ("ports", ComposeText.texts(published)),
        ]
        var settings: [(String, String)] = []
        if let path = server?.launcher { settings.append(("native", ComposeText.text(path))) }
        if let signal = server?.stopSignal { settings.append(("stop_signal", ComposeText.text(signal))) }
        if let probe = server?.probe {
            settings.append(("probe", Self.probe(probe, service.environment)))
        } else if let command = service.option("--health-cmd") {
            pairs.append(("healthcheck", Self.check(command, service)))
        }
        return ComposeText.object(pairs + [("x-cpadev", ComposeText.object(settings))])
    }

    private static func check(_ command: String, _ service: JobService) -> String {
        let times = ["interval", "timeout", "start_period"].compactMap { key in
            service.option("--health-\(key.replacing("_", with: "-"))").map { (key, ComposeText.text($0)) }
        }
        let retries = service.option("--health-retries").map { [("retries", $0)] } ?? []
        return ComposeText.object([("test", ComposeText.texts(["CMD-SHELL", command]))] + times + retries)
    }

    /// The probe of the server, with the credentials that the job gives it.
    private static func probe(_ probe: Probe, _ environment: OrderedDictionary<String, String>) -> String {
        switch probe {
        case .postgres(let port, _, _, _):
            let user = environment["POSTGRES_USER"] ?? "postgres"
            var pairs = [("port", "\(port)"), ("user", ComposeText.text(user))]
            pairs.append(("database", ComposeText.text(environment["POSTGRES_DB"] ?? user)))
            if let password = environment["POSTGRES_PASSWORD"] {
                pairs.append(("password", ComposeText.text(password)))
            }
            return ComposeText.object([("postgres", ComposeText.object(pairs))])
        case .redis(let port, _): return ComposeText.object([("redis", "\(port)")])
        case .clamd(let port): return ComposeText.object([("clamd", "\(port)")])
        case .tcp(let port): return ComposeText.object([("tcp", "\(port)")])
        case .grpc(let port, let service):
            let pairs = [("port", "\(port)"), ("service", ComposeText.text(service))]
            return ComposeText.object([("grpc", ComposeText.object(pairs))])
        case .http(let port, let path, _, _):
            let pairs = [("port", "\(port)"), ("path", ComposeText.text(path))]
            return ComposeText.object([("http", ComposeText.object(pairs))])
        case .exec(let command): return ComposeText.object([("exec", ComposeText.texts(command))])
        }
    }
}

extension Probe {
    fileprivate var port: UInt16? {
        switch self {
        case .postgres(let port, _, _, _), .redis(let port, _), .clamd(let port), .http(let port, _, _, _),
            .grpc(let port, _), .tcp(let port):
            port
        case .exec: nil
        }
    }
}
