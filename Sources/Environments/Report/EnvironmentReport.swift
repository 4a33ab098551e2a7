/// What the checks of an environment found.
package struct EnvironmentReport: Hashable, Sendable {
    package struct Health: Hashable, Sendable {
        package enum State: String, Hashable, Sendable {
            case healthy
            case unhealthy
            /// Services of the stack are not ready yet.
            case starting
            /// The stack of this checkout does not run.
            case down
        }

        package var state: State
        /// The status of the response, or how many services are ready.
        package var detail: String
        /// The time from the beginning of the connection to the end of the response; nil for a stack.
        package var latency: Duration?

        package init(_ state: State, _ detail: String, latency: Duration? = nil) {
            self.state = state
            self.detail = detail
            self.latency = latency
        }
    }

    /// The git commit that runs, and its distance from the branch that environments are compared with.
    package struct Commit: Hashable, Sendable {
        /// The number of commits that only one of the two has.
        package struct Distance: Hashable, Sendable {
            package var behind: Int
            package var ahead: Int

            package init(behind: Int, ahead: Int) {
                self.behind = behind
                self.ahead = ahead
            }
        }

        package var sha: String
        package var distance: Finding<Distance>

        package init(sha: String, distance: Finding<Distance>) {
            self.sha = sha
            self.distance = distance
        }
    }

    package struct Database: Hashable, Sendable {
        package var name: String
        package var role: String
        /// nil if there is no folder to compare with, or the database records no migrations.
        package var migrations: Migrations?

        package init(name: String, role: String, migrations: Migrations?) {
            self.name = name
            self.role = role
            self.migrations = migrations
        }
    }

    /// The migrations of a database, compared with the local folder.
    package struct Migrations: Hashable, Sendable {
        /// The number of those that are applied as they are in the folder.
        package var applied: Int
        /// Those of the folder that are not applied.
        package var missing: [String]
        /// Applied ones that the folder does not have.
        package var unknown: [String]
        /// Applied ones whose file has other contents.
        package var changed: [String]
        /// Those that began and did not succeed.
        package var failed: [String]

        package init(applied: Int, missing: [String], unknown: [String], changed: [String], failed: [String]) {
            self.applied = applied
            self.missing = missing
            self.unknown = unknown
            self.changed = changed
            self.failed = failed
        }
    }

    package struct Certificate: Hashable, Sendable {
        package enum Trust: String, Hashable, Sendable {
            case trusted
            case selfSigned = "self-signed"
            /// It is for another name.
            case otherName = "other-name"
            /// No known authority signed it.
            case unknownAuthority = "unknown-authority"
        }

        /// In seconds since 1970.
        package var validFrom: Int64
        package var expires: Int64
        /// The whole days that are left; negative since a day after it expired.
        package var daysLeft: Int
        package var isExpired: Bool
        package var trust: Trust
        /// A certificate with fewer days left is a problem.
        package var warningDays: Int

        /// - Parameter now: in seconds since 1970.
        package init(validFrom: Int64, expires: Int64, trust: Trust, warningDays: Int, now: Int64) {
            self.validFrom = validFrom
            self.expires = expires
            self.trust = trust
            self.warningDays = warningDays
            daysLeft = Int((expires - now) / 86_400)
            isExpired = expires <= now
        }
    }

    /// A run of a workflow.
    package struct Run: Hashable, Sendable {
        package enum State: String, Hashable, Sendable {
            case passed
            case failed
            /// This machine lacks what a job needs.
            case unavailable
            case skipped
            case cancelled
        }

        package var state: State
        /// When it began, in seconds since 1970.
        package var began: Int64

        package init(state: State, began: Int64) {
            self.state = state
            self.began = began
        }
    }

    package var name: String
    /// The URL; nil for a workflow, and for a stack that does not run.
    package var address: String?
    package var health = Finding<Health>.notChecked
    package var version = Finding<String>.notChecked
    package var commit = Finding<Commit>.notChecked
    package var database = Finding<Database>.notChecked
    package var certificate = Finding<Certificate>.notChecked
    /// The last run of a workflow.
    package var run = Finding<Run>.notChecked

    package init(name: String, address: String? = nil) {
        self.name = name
        self.address = address
    }
}
