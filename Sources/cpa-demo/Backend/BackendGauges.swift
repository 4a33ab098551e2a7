/// What the backend holds at a moment, as Prometheus reads it.
struct BackendGauges: Equatable {
    /// The connections to the database that requests use.
    var usedConnections: Int
    /// The connections that are open and not in use.
    var idleConnections: Int
    /// The maximum number of connections.
    var poolSize: Int
    /// The firms of the latest requests; see ``ActiveTenants``.
    var activeTenants: Int

    var text: String {
        """
        # TYPE db_pool_size gauge
        db_pool_size \(poolSize)
        # TYPE db_pool_connections gauge
        db_pool_connections{state="used"} \(usedConnections)
        db_pool_connections{state="idle"} \(idleConnections)
        # TYPE active_tenants gauge
        active_tenants \(activeTenants)

        """
    }
}

extension BackendGauges {
    /// - Parameter pool: The application's pool; nil without a database.
    init(_ pool: PostgresPool?, _ tenants: ActiveTenants) {
        self.init(
            usedConnections: pool?.slots.used ?? 0,
            idleConnections: pool?.idleCount ?? 0,
            poolSize: pool?.slots.limit ?? 0,
            activeTenants: tenants.count()
        )
    }
}
