package import ComposeModel
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
        func value(_ key: String) -> String? { Self.value(of: key, service.service, environment) }
        switch store {
        case .postgres: endpoints.postgres = postgres(service.service, address, environment)
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

    private static func value(of key: String, _ service: Service, _ environment: [String: String]) -> String? {
        guard let value = service.environment[key] else { return nil }
        return value ?? environment[key]
    }

    private static func postgres(
        _ service: Service,
        _ address: StoreEndpoints.Address,
        _ environment: [String: String]
    ) -> StoreEndpoints.Postgres {
        let user = value(of: "POSTGRES_USER", service, environment) ?? "postgres"
        return StoreEndpoints.Postgres(
            address: address,
            user: user,
            password: value(of: "POSTGRES_PASSWORD", service, environment) ?? "",
            database: value(of: "POSTGRES_DB", service, environment) ?? user
        )
    }

    /// Returns the PostgreSQL of a project whose host ports are known; nil if it has none.
    package static func postgres(in project: Project) -> StoreEndpoints.Postgres? {
        for service in project.services.values {
            let bindings = Launch.Binding.settled(of: service)
            guard let binding = bindings.first(where: { $0.target == 5432 }) else { continue }
            let address = StoreEndpoints.Address(host: binding.host, port: binding.published)
            return postgres(service, address, project.environment)
        }
        return nil
    }
}
