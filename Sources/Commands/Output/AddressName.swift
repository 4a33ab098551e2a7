/// Recognizes the names of variables that hold a service's address, or what is needed to log in to it. No tool takes the
/// name of a program or of a file with code from such a variable. Other names cannot be judged: each tool has its own,
/// such as RUSTFMT or JAVACMD.
enum AddressName {
    /// Whether the name says that the value is an address: `DATABASE_URL`, `ADDRESS_BACKEND`, `PGHOST`, `REDIS`.
    static func isAddress(_ name: String) -> Bool {
        let words = words(of: name)
        guard let last = words.last else { return false }
        return words.contains(where: anywhere.contains) || atEnd.contains(last)
            || endings.contains(where: last.hasSuffix)
    }

    /// Whether the name says that the value is a credential, or what a client must name beside it.
    static func isCredential(_ name: String) -> Bool {
        let name = words(of: name).joined(separator: "_")
        return credentials.contains(where: name.hasSuffix)
    }

    private static func words(of name: String) -> [String] {
        name.uppercased().split(separator: "_").map { word in
            String(word.reversed().drop(while: \.isNumber).reversed())
        }.filter { !$0.isEmpty }
    }

    private static let anywhere: Set<String> = [
        "URL", "URLS", "URI", "URIS", "HOST", "HOSTS", "PORT", "ADDRESS", "ADDRESSES", "ADDR", "ADDRS", "ENDPOINT",
        "ENDPOINTS", "DSN", "CONNECTIONSTRING", "CONNECTIONSTRINGS",
    ]
    /// Roles and kinds of services, which are names of no tool's program.
    private static let atEnd: Set<String> = [
        "SERVER", "SERVERS", "BROKER", "BROKERS", "NODES", "SEEDS", "CONN", "CONNECTION", "CONNSTR", "STRING",
        "CONNECT", "DATABASE", "DB", "DATASOURCE", "CACHE", "QUEUE", "STORE", "STORAGE", "ORIGIN", "ORIGINS", "BASE",
        "API", "ISSUER", "DOMAIN", "GATEWAY", "UPSTREAM", "UPSTREAMS", "TARGET", "TARGETS", "BACKEND", "FRONTEND",
        "POSTGRES", "POSTGRESQL", "MYSQL", "MARIADB", "MONGO", "MONGODB", "REDIS", "VALKEY", "MEMCACHED", "KAFKA",
        "RABBITMQ", "AMQP", "NATS", "TEMPORAL", "TYPESENSE", "ELASTICSEARCH", "OPENSEARCH", "LOCALSTACK", "MINIO",
        "SMTP", "CLAMD", "CLAMAV", "PROMETHEUS", "OTLP",
    ]
    private static let endings = ["URL", "URI", "HOST", "PORT", "ADDRESS", "ADDR", "ENDPOINT", "DSN", "SERVERS"]
    private static let credentials = [
        "API_KEY", "ACCESS_KEY", "ACCESS_KEY_ID", "SECRET", "SECRET_KEY", "SECRET_KEY_BASE", "TOKEN", "PASSWORD",
        "REGION", "NAMESPACE",
    ]
}
