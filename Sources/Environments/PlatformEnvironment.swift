/// An environment of the platform, as `environments.yaml` describes it.
package struct PlatformEnvironment: Hashable, Sendable {
    /// Where an environment runs.
    package enum Place: Hashable, Sendable {
        /// The server behind a URL.
        case server(ServerAddress)
        /// The stack of this checkout; the service is the one whose published address answers.
        case stack(service: String)
        /// The runs of a workflow of this checkout, by its name. It has no URL.
        case workflow(name: String)
    }

    /// Where a server says something about itself, such as its version.
    package struct Statement: Hashable, Sendable {
        /// The part of a response with the value.
        package enum Part: Hashable, Sendable {
            /// The names of members, and the indexes of elements, that lead to the value in a JSON body.
            case json([String])
            case header(String)
        }

        /// The path of the request; begins with a slash.
        package var path: String
        package var part: Part

        package init(path: String, part: Part) {
            self.path = path
            self.part = part
        }
    }

    /// Where the URL of the database is. The URL itself is in no file.
    package enum DatabaseSource: Hashable, Sendable {
        /// A variable of the caller's environment; for a stack, a variable that `cpadev env` prints.
        case variable(String)
        /// A program and its arguments. It prints the URL on standard output.
        case command([String])
    }

    /// What is expected of the certificate.
    package struct CertificateRule: Hashable, Sendable {
        /// The platform's alert rule warns this many days before a certificate expires.
        package static let usualWarningDays = 14

        /// A certificate with fewer days left is a problem.
        package var warningDays = usualWarningDays
        /// The absolute path of a PEM file with further trusted roots.
        package var roots: String?

        package init() {}
    }

    package var name: String
    package var place: Place
    /// The path of the health check; begins with a slash. A server has one.
    package var health: String?
    package var version: Statement?
    /// The git commit that runs.
    package var commit: Statement?
    package var database: DatabaseSource?
    package var certificate = CertificateRule()

    package init(name: String, place: Place) {
        self.name = name
        self.place = place
    }
}
