import ComposeModel
import YAMLTree

extension Shape {
    /// What one machine can carry out of `deploy`; the rest is a swarm's. Source: compose-spec.json, `deployment`.
    static let deploy = record([
        Field("resources", .record([Field("limits", limits), Field("reservations", reservations)])),
        Field("labels", .listOrMap),
        Field("mode", .string),
        Field("replicas", .integer),
        Field("restart_policy", restartPolicy),
        .ignored("endpoint_mode", .string),
        .ignored("placement"),
        .ignored("rollback_config"),
        .ignored("update_config"),
    ])

    private static let limits = record([
        Field("cpus", .scalar(ScalarShape([.integer, .float, .string], format: .number))),
        Field("memory", .scalar(ScalarShape([.string], format: .byteSize))),
        Field("pids", .integer),
    ])

    private static let reservations = record([
        .ignored("cpus", .scalar(ScalarShape([.integer, .float, .string], format: .number))),
        Field("memory", .scalar(ScalarShape([.string], format: .byteSize))),
        Field("devices", deviceRequests),
        .ignored("generic_resources"),
    ])

    private static let restartPolicy = record([
        Field("condition", .string),
        Field("delay", .duration),
        Field("max_attempts", .integer),
        Field("window", .duration),
    ])
}
