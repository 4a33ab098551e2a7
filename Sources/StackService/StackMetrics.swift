import ControlAPI
import FoundationEssentials
import Foundations
import Runtime

/// The state of the stack as metrics. Their labels are bounded by the names in the Compose file and the manifest.
struct StackMetrics {
    let snapshot: StackSnapshot
    let usage: [String: ResourceUsage]
    /// nil: no start has completed.
    let startup: StartupProfile?

    private typealias Sample = MetricFamily.Sample

    var families: [MetricFamily] { services + probes + resources + seed + backups }

    private var services: [MetricFamily] {
        let states = snapshot.services.flatMap { service in
            ServiceStatus.State.allCases.map { state in
                Sample([("service", service.name), ("state", state.rawValue)], state == service.state ? 1 : 0)
            }
        }
        return [
            gauge("service_ready", "Whether the service is running and healthy, or completed.") { $0.isReady ? 1 : 0 },
            MetricFamily("cpadev_service_state", .gauge, "1 for the current state of the service.", states),
            family("service_restarts_total", .counter, "Restarts by policy since the last start on request.") {
                Double($0.restarts)
            },
            gauge("service_uptime_seconds", "Seconds since the running instance started.") {
                $0.uptimeS.map(Double.init)
            },
            MetricFamily(
                "cpadev_service_start_seconds",
                .gauge,
                "Seconds from the last dependency to readiness, in the last start.",
                (startup?.entries ?? []).compactMap { entry in
                    entry.readyMs.map { Sample([("service", entry.service)], ($0 - entry.unblockedMs) / 1000) }
                }
            ),
        ]
    }

    private var probes: [MetricFamily] {
        [
            gauge("probe_duration_seconds", "Duration of the last probe.") { $0.probe.map { $0.latencyMs / 1000 } },
            gauge("probe_success", "Whether the last probe succeeded.") { $0.probe.map { $0.succeeded ? 1 : 0 } },
        ]
    }

    private var resources: [MetricFamily] {
        [
            family("service_cpu_seconds_total", .counter, "Processor time of the live processes.") {
                usage[$0.name].map { $0.processorTime.milliseconds / 1000 }
            },
            gauge("service_memory_bytes", "Resident memory of the live processes.") {
                usage[$0.name].map { Double($0.memoryBytes) }
            },
        ]
    }

    private var seed: [MetricFamily] {
        let drifts = (snapshot.data?.firms ?? []).flatMap { firm in
            firm.stores.compactMap { store in
                store.drift.map { Sample([("store", store.name), ("firm", firm.slug)], Double($0.total)) }
            }
        }
        let changes = snapshot.data.map { [Sample([], Double($0.databaseChanges.count))] } ?? []
        return [
            MetricFamily("cpadev_seed_drift", .gauge, "Items that differ from the seed, as last measured.", drifts),
            MetricFamily("cpadev_seed_database_changes", .gauge, "Changes of the database of no firm.", changes),
        ]
    }

    /// Snapshots are the backups of a developer's machine. Without any, there is nothing to be late.
    private var backups: [MetricFamily] {
        guard let data = snapshot.data, data.lastSave != nil || data.lastFailedSave != nil else { return [] }
        let hasFailed = data.lastFailedSave.map { $0 > data.lastSave ?? .distantPast } ?? false
        let success = data.lastSave.map { [Sample([], $0.timeIntervalSince1970.rounded())] } ?? []
        return [
            MetricFamily("backup_last_run_failed", .gauge, "Whether the last snapshot failed.", hasFailed ? 1 : 0),
            MetricFamily(
                "cpadev_last_snapshot_timestamp_seconds",
                .gauge,
                "When a snapshot was last saved, in seconds since 1970.",
                success
            ),
        ]
    }

    private func gauge(_ name: String, _ help: String, _ value: (ServiceStatus) -> Double?) -> MetricFamily {
        family(name, .gauge, help, value)
    }

    private func family(
        _ name: String,
        _ kind: MetricFamily.Kind,
        _ help: String,
        _ value: (ServiceStatus) -> Double?
    ) -> MetricFamily {
        let samples = snapshot.services.compactMap { service in
            value(service).map { Sample([("service", service.name)], $0) }
        }
        return MetricFamily("cpadev_\(name)", kind, help, samples)
    }
}
