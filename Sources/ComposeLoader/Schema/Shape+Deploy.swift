import ComposeModel
import YAMLTree

extension Shape {
    /// `deploy`. Keys that apply only to a swarm are ignored. Source: compose-spec.json, `deployment`.
    static let deploy = record([
        Field("resources", .record([Field("limits", limits), Field("reservations", reservations)])).dropped,
        .ignored("labels", .listOrMap),
        .ignored("mode", .string),
        Field("replicas", .scalar(ScalarShape([.integer], format: .natural))).kept,
        Field("restart_policy", restartPolicy),
        .ignored("endpoint_mode", .string),
        .ignored("placement", placement).dropped,
        .ignored("rollback_config", update),
        .ignored("update_config", update),
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
        .ignored("generic_resources", genericResources),
    ])

    private static let restartPolicy = record([
        Field("condition", .string),
        // cpadev uses its own restart backoff.
        .ignored("delay", .duration).kept,
        Field("max_attempts", .integer).kept,
        .ignored("window", .duration).kept,
    ])

    private static let update = record([
        Field("parallelism", .integer).kept,
        Field("delay", .duration),
        Field("failure_action", .string),
        Field("monitor", .duration),
        Field("max_failure_ratio", .scalar(ScalarShape([.integer, .float, .string], format: .number))),
        Field("order", .choice(["start-first", "stop-first"])),
    ])

    private static let placement = record([
        Field("constraints", .strings),
        Field("preferences", .list(.record([Field("spread", .string)]))),
        Field("max_replicas_per_node", .integer),
    ])

    private static let genericResources = list(
        record([Field("discrete_resource_spec", .record([Field("kind", .string), Field("value", .integer).kept]))])
    )
}
