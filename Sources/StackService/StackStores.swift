import ComposeModel
import Health
import OrderedCollections
import Runtime
package import Seeding
package import Supervision

/// Maps services of a stack to the stores of the seed data.
///
/// A service is recognized as a store by its container port, so that the Compose file need not declare it: whatever its
/// name, a service that listens on 5432 is PostgreSQL.
package enum StackStores {
    private static let ports: [(StoreName, UInt16)] = [
        (.postgres, 5432), (.redis, 6379), (.s3, 4566), (.typesense, 8108), (.temporal, 7233), (.clamav, 3310),
    ]

    /// Returns the availability of the stores according to a report.
    package static func availability(_ report: StackReport) -> StoreAvailability {
        var availability = StoreAvailability()
        for (store, port) in ports {
            guard let (service, address) = service(listeningOn: port, in: report) else { continue }
            availability.states[store] = state(of: service)
            availability.services[store] = service.service.name
            set(store, address, service, report.project.environment, &availability.endpoints)
        }
        return availability
    }

    private static func service(
        listeningOn port: UInt16,
        in report: StackReport
    ) -> (ServiceReport, StoreEndpoints.Address)? {
        for service in report.services {
            if let binding = service.bindings.first(where: { $0.target == port }) {
                return (service, StoreEndpoints.Address(host: binding.host, port: binding.published))
            }
        }
        return nil
    }

    private static func state(of service: ServiceReport) -> StoreAvailability.State {
        switch service.machine.state {
        case .running(.healthy), .running(nil): .ready(instance: "\(service.startedNs ?? 0)")
        case .running: .running
        case .preparing, .waiting, .starting, .paused, .unreachable, .stopping, .backoff: .pending
        case .stopped: .stopped
        case .gaveUp(let reason), .failed(let reason, _), .skipped(let reason), .unavailable(let reason, _):
            .unavailable(reason: "\(service.service.name): \(reason)")
        case .completed: .unavailable(reason: "\(service.service.name) has finished")
        }
    }

    private static func set(
        _ store: StoreName,
        _ address: StoreEndpoints.Address,
        _ service: ServiceReport,
        _ environment: [String: String],
        _ endpoints: inout StoreEndpoints
    ) {
        func value(_ key: String) -> String? {
            guard let value = service.service.environment[key] else { return nil }
            return value ?? environment[key]
        }
        switch store {
        case .postgres:
            let user = value("POSTGRES_USER") ?? "postgres"
            endpoints.postgres = StoreEndpoints.Postgres(
                address: address,
                user: user,
                password: value("POSTGRES_PASSWORD") ?? "",
                database: value("POSTGRES_DB") ?? user
            )
        case .redis: endpoints.redis = address
        case .s3:
            // The emulator accepts any credentials. These are from its documentation.
            endpoints.aws = StoreEndpoints.AWS(
                address: address,
                region: value("AWS_DEFAULT_REGION") ?? "us-east-1",
                accessKey: "test",
                secretKey: "test"
            )
        case .typesense:
            endpoints.typesense = StoreEndpoints.Typesense(address: address, apiKey: value("TYPESENSE_API_KEY") ?? "")
        case .temporal: endpoints.temporal = address
        case .clamav: endpoints.clamd = address
        }
    }
}
