import ComposeModel
import FoundationEssentials
import Health

/// The stores configured in the environment and their probes.
struct StoreEndpoints: Sendable {
    struct Endpoint: Sendable {
        var address: ProbeAddress
        var probe: Probe
    }

    /// A store to probe, or the reason why it cannot be probed.
    enum Setting: Sendable {
        case asked(Endpoint)
        case unusable(String)
    }

    /// The stores in the order of the command's help.
    let stores: [(name: String, setting: Setting)]

    init(_ environment: [String: String]) {
        func store(_ name: String, _ variable: String, _ make: (String) -> Endpoint?) -> (String, Setting) {
            guard let text = environment[variable], !text.isEmpty else {
                return (name, .unusable("\(variable) is not set"))
            }
            // The message does not include the value, as it may contain a password.
            return (name, make(text).map { .asked($0) } ?? .unusable("\(variable) is not a valid address"))
        }
        stores = [
            store("postgres", "DATABASE_URL") { text in
                Self.url(text, defaultPort: 5432) { url, port in
                    let path = url.path.drop { $0 == "/" }
                    return .postgres(
                        port: port,
                        user: url.user,
                        database: path.isEmpty ? nil : String(path),
                        password: url.password
                    )
                }
            },
            store("redis", "REDIS_URL", Self.redis),
            store("temporal", "TEMPORAL_ADDRESS") { text in
                Self.url("grpc://\(text)", defaultPort: 7233) { _, port in .grpc(port: port, service: "") }
            },
            store("typesense", "TYPESENSE_URL") { text in
                Self.url(text, defaultPort: 8108) { url, port in
                    let key = environment["TYPESENSE_API_KEY"].map { ["X-TYPESENSE-API-KEY": $0] } ?? [:]
                    return .http(port: port, path: Self.path(url, "/health"), headers: key, statuses: [])
                }
            },
            store("localstack", "AWS_ENDPOINT_URL") { text in
                Self.url(text, defaultPort: 4566) { url, port in
                    .http(port: port, path: Self.path(url, "/_localstack/health"), headers: [:], statuses: [])
                }
            },
            store("clamav", "CLAMD_ADDRESS") { text in
                Self.url("tcp://\(text)", defaultPort: 3310) { _, port in .clamd(port: port) }
            },
        ]
    }

    static func redis(_ text: String) -> Endpoint? {
        url(text, defaultPort: 6379) { url, port in .redis(port: port, password: url.password) }
    }

    private static func url(
        _ text: String,
        defaultPort: UInt16,
        _ probe: (URLComponents, UInt16) -> Probe
    ) -> Endpoint? {
        guard let url = URLComponents(string: text), var host = url.host, !host.isEmpty else { return nil }
        // Foundation keeps the brackets of an IPv6 address.
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard let port = url.port.map({ UInt16(exactly: $0) }) ?? defaultPort else { return nil }
        return Endpoint(address: ProbeAddress(host: host, port: port), probe: probe(url, port))
    }

    private static func path(_ url: URLComponents, _ path: String) -> String {
        (url.percentEncodedPath.hasSuffix("/") ? String(url.percentEncodedPath.dropLast()) : url.percentEncodedPath)
            + path
    }
}
