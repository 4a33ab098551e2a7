/// Where the stack's stores are, as this machine reaches them, and with which credentials.
package struct StoreEndpoints: Hashable, Sendable {
    /// A TCP address.
    package struct Address: Hashable, Sendable {
        /// A name or an IP address.
        package var host: String
        /// From 1 on.
        package var port: UInt16

        /// The port of a host.
        package init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    /// A database of a server.
    package struct Postgres: Hashable, Sendable {
        /// Where the server is.
        package var address: Address
        /// A superuser, as the image's POSTGRES_USER is.
        package var user: String
        /// The superuser's.
        package var password: String
        /// The database that the stack's services use.
        package var database: String

        /// A database, with the superuser to reach it as.
        package init(address: Address, user: String, password: String, database: String) {
            self.address = address
            self.user = user
            self.password = password
            self.database = database
        }
    }

    /// S3 and KMS, both at one address.
    package struct AWS: Hashable, Sendable {
        /// Where the server is.
        package var address: Address
        /// Such as `us-east-1`.
        package var region: String
        /// An id that the emulator takes for some account's.
        package var accessKey: String
        /// What requests are signed with.
        package var secretKey: String

        /// An emulator of AWS, with the credentials that it takes.
        package init(address: Address, region: String, accessKey: String, secretKey: String) {
            self.address = address
            self.region = region
            self.accessKey = accessKey
            self.secretKey = secretKey
        }
    }

    /// Typesense over HTTP.
    package struct Typesense: Hashable, Sendable {
        /// Where the server is.
        package var address: Address
        /// The server's own key, which may do everything.
        package var apiKey: String

        /// A server, with its own key.
        package init(address: Address, apiKey: String) {
            self.address = address
            self.apiKey = apiKey
        }
    }

    /// The rows' server; nil where the stack has no such service, likewise below.
    package var postgres: Postgres?
    /// The cache.
    package var redis: Address?
    /// Objects and keys.
    package var aws: AWS?
    /// The search engine.
    package var typesense: Typesense?
    /// Temporal's frontend, which speaks gRPC.
    package var temporal: Address?
    /// The virus scanner.
    package var clamd: Address?

    /// No store, until the properties are set.
    package init() {}

    /// The host of each store that there is.
    var hosts: [(StoreName, String)] {
        let addresses: [(StoreName, Address?)] = [
            (.postgres, postgres?.address), (.redis, redis), (.s3, aws?.address), (.typesense, typesense?.address),
            (.temporal, temporal), (.clamav, clamd),
        ]
        return addresses.compactMap { store, address in address.map { (store, $0.host) } }
    }
}
