/// The addresses of the stack's stores, as reachable from this machine, and the credentials for them.
package struct StoreEndpoints: Hashable, Sendable {
    /// A TCP address.
    package struct Address: Hashable, Sendable {
        /// A name or an IP address.
        package var host: String
        package var port: UInt16

        package init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    /// A PostgreSQL server and the stack's database on it.
    package struct Postgres: Hashable, Sendable {
        package var address: Address
        /// A superuser, like the image's POSTGRES_USER.
        package var user: String
        package var password: String
        /// The database that the stack's services use.
        package var database: String

        package init(address: Address, user: String, password: String, database: String) {
            self.address = address
            self.user = user
            self.password = password
            self.database = database
        }
    }

    /// S3 and KMS, both served at one address.
    package struct AWS: Hashable, Sendable {
        package var address: Address
        /// Such as `us-east-1`.
        package var region: String
        /// An access key id that the emulator accepts.
        package var accessKey: String
        /// The key that requests are signed with.
        package var secretKey: String

        package init(address: Address, region: String, accessKey: String, secretKey: String) {
            self.address = address
            self.region = region
            self.accessKey = accessKey
            self.secretKey = secretKey
        }
    }

    /// Typesense over HTTP.
    package struct Typesense: Hashable, Sendable {
        package var address: Address
        /// The server's admin key, which permits every operation.
        package var apiKey: String

        package init(address: Address, apiKey: String) {
            self.address = address
            self.apiKey = apiKey
        }
    }

    /// The PostgreSQL server. nil if the stack has no such service, as for the other stores.
    package var postgres: Postgres?
    package var redis: Address?
    package var aws: AWS?
    package var typesense: Typesense?
    /// Temporal's frontend, a gRPC endpoint.
    package var temporal: Address?
    package var clamd: Address?

    /// Creates endpoints of no store; set the properties of those that exist.
    package init() {}

    /// The hosts of the stores that exist.
    var hosts: [(StoreName, String)] {
        let addresses: [(StoreName, Address?)] = [
            (.postgres, postgres?.address), (.redis, redis), (.s3, aws?.address), (.typesense, typesense?.address),
            (.temporal, temporal), (.clamav, clamd),
        ]
        return addresses.compactMap { store, address in address.map { (store, $0.host) } }
    }
}
