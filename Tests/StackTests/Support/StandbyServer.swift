import Glibc
import TestSupport

/// What a developer adds to the stack for a standby: a service that copies the primary and follows it through a
/// replication slot.
struct StandbyServer: Sendable {
    static let name = "standby"

    /// A Compose file for use with the repository's.
    let file: String

    /// - Parameter others: further services of the Compose file.
    init(primary: UInt16, others: String, in stack: Stack) throws {
        file = "\(stack.path)/standby.yaml"
        try stack.write(
            "standby.yaml",
            """
            services:
              postgres:
                command: [postgres, -c, shared_preload_libraries=pg_stat_statements, -c, wal_level=replica]
              \(Self.name):
                image: postgres:${POSTGRES_TAG:-16}
                command: [postgres, -c, wal_level=replica]
                environment: { PGPASSWORD: postgres, PRIMARY_PORT: "\(primary)" }
                ports: ["127.0.0.1:\(LoopbackPort.free()):5432"]
                depends_on: { postgres: { condition: service_healthy } }
                stop_signal: SIGINT
                x-cpadev:
                  native: \(stack.path)/standby
                  after: seed
                  probe: { postgres: { port: 5432, user: postgres, password: postgres, database: cpa_dev } }
            \(others)
            """
        )
        try stack.write(
            "standby",
            """
            #!/bin/bash
            set -euo pipefail
            launcher=\(Places.repository)/scripts/services/postgres
            if [[ $1 == run && ! -s $CPADEV_DATA_DIR/cluster/PG_VERSION ]]; then
                binary=$("$launcher" check | sed -n 's/^binary: //p')
                "${binary%/*}/pg_basebackup" --host 127.0.0.1 --port "$PRIMARY_PORT" --username postgres \\
                    --pgdata "$CPADEV_DATA_DIR/cluster" --write-recovery-conf --create-slot --slot standby \\
                    --checkpoint fast
            fi
            exec "$launcher" "$@"

            """
        )
        chmod("\(stack.path)/standby", 0o755)
    }
}
