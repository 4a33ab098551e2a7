/// Where the stack's stores are, as this machine reaches them, and with which credentials.
public struct StoreEndpoints: Hashable, Sendable {
    /// A TCP address.
    public struct Address: Hashable, Sendable {
        /// A name or an IP address.
        public var host: String
        /// From 1 on.
        public var port: UInt16

        /// The port of a host.
        public init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    /// A database of a server.
    public struct Postgres: Hashable, Sendable {
        /// Where the server is.
        public var address: Address
        /// A superuser, as the image's POSTGRES_USER is.
        public var user: String
        /// The superuser's.
        public var password: String
        /// The database that the stack's services use.
        public var database: String

        /// A database, with the superuser to reach it as.
        public init(address: Address, user: String, password: String, database: String) {
            self.address = address
            self.user = user
            self.password = password
            self.database = database
        }
    }

    /// S3 and KMS, both at one address.
    public struct AWS: Hashable, Sendable {
        /// Where the server is.
        public var address: Address
        /// Such as `us-east-1`.
        public var region: String
        /// An id that the emulator takes for some account's.
        public var accessKey: String
        /// What requests are signed with.
        public var secretKey: String

        /// An emulator of AWS, with the credentials that it takes.
        public init(address: Address, region: String, accessKey: String, secretKey: String) {
            self.address = address
            self.region = region
            self.accessKey = accessKey
            self.secretKey = secretKey
        }
    }

    /// Typesense over HTTP.
    public struct Typesense: Hashable, Sendable {
        /// Where the server is.
        public var address: Address
        /// The server's own key, which may do everything.
        public var apiKey: String

        /// A server, with its own key.
        public init(address: Address, apiKey: String) {
            self.address = address
            self.apiKey = apiKey
        }
    }

    /// The rows' server; nil where the stack has no such service, likewise below.
    public var postgres: Postgres?
    /// The cache.
    public var redis: Address?
    /// Objects and keys.
    public var aws: AWS?
    /// The search engine.
    public var typesense: Typesense?
    /// Temporal's frontend, which speaks gRPC.
    public var temporal: Address?
    /// The virus scanner.
    public var clamd: Address?

    /// No store, until the properties are set.
    public init() {}

    /// The host of each store that there is.
    var hosts: [(StoreName, String)] {
        let addresses: [(StoreName, Address?)] = [
            (.postgres, postgres?.address), (.redis, redis), (.s3, aws?.address), (.typesense, typesense?.address),
            (.temporal, temporal), (.clamav, clamd),
        ]
        return addresses.compactMap { store, address in address.map { (store, $0.host) } }
    }
}
