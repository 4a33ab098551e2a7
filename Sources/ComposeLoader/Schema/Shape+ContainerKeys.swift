import YAMLTree

extension Shape {
    /// The service keys that apply only to containers. Source: compose-spec.json, `service`.
    static let containerFields: [Field] = [
        Field("annotations", .listOrMap),
        .ignored("attach", .boolean).kept,
        Field("blkio_config", blockIO),
        Field("cap_add", .strings),
        Field("cap_drop", .strings),
        Field("cgroup", .choice(["host", "private"])),
        Field("cgroup_parent", .string),
        Field("cpu_count", .integer),
        Field("cpu_percent", .scalar(ScalarShape([.integer, .float, .string], format: .number))),
        Field("cpu_period", .scalar(ScalarShape([.integer, .string], format: .microseconds))),
        Field("cpu_quota", .integer),
        Field("cpu_rt_period", .scalar(ScalarShape([.integer, .string], format: .microseconds))),
        Field("cpu_rt_runtime", .scalar(ScalarShape([.integer, .string], format: .microseconds))),
        Field("cpu_shares", .integer),
        Field("cpuset", .string),
        Field("device_cgroup_rules", .strings),
        Field("devices", .list(device)),
        Field("dns", .stringOrStrings),
        Field("dns_opt", .strings),
        Field("dns_search", .stringOrStrings),
        Field("domainname", .string),
        Field("external_links", .strings),
        Field("gpus", gpus),
        Field("group_add", .list(.numberOrString)),
        Field("ipc", .string),
        Field("isolation", .string),
        Field("logging", .record([Field("driver", .string), Field("options", .options)])),
        Field("mac_address", .string),
        Field("mem_reservation", .byteSize),
        Field("mem_swappiness", .byteSize),
        Field("memswap_limit", .byteSizeOrUnlimited),
        Field("network_mode", .string),
        Field("oom_kill_disable", .boolean),
        Field("oom_score_adj", .integer),
        Field("pid", .string.orNull),
        Field("platform", .string),
        Field("privileged", .boolean),
        Field("pull_policy", .scalar(ScalarShape([.string], format: .pullPolicy))),
        Field("pull_refresh_after", .duration).kept,
        Field("read_only", .boolean),
        Field("runtime", .string),
        Field("security_opt", .strings),
        Field("shm_size", .byteSize),
        Field("stdin_open", .boolean),
        Field("storage_opt", .options),
        Field("sysctls", .listOrMap),
        Field("tty", .boolean),
        Field("use_api_socket", .boolean),
        Field("userns_mode", .string),
        Field("uts", .string),
        Field("volumes_from", .strings),
    ]

    /// The keys that are valid in Compose but not supported by any runtime. Source: compose-spec.json, `service`.
    static let ignoredServiceFields: [Field] = [
        .ignored("credential_spec"),
        .ignored("models", serviceModels),
    ]

    private static let serviceModels = forms(
        scalar: nil,
        list: .string,
        mapping: .map(.record([Field("endpoint_var", .string), Field("model_var", .string)]).orNull, .any)
    ).orNull

    /// The device requests of `gpus` and `deploy.resources.reservations.devices`.
    static let deviceRequests = list(
        record([
            Field("capabilities", .strings),
            Field("count", .scalar(ScalarShape([.integer, .string], format: .deviceCount))),
            Field("device_ids", .strings),
            Field("driver", .string),
            Field("options", .listOrMap),
        ])
    )

    private static let gpus = deviceRequests.or(ScalarShape([.string], format: .choice(["all"])))

    private static let device = record([
        Field("source", .string),
        Field("target", .string),
        Field("permissions", .string),
    ]).or(ScalarShape([.string]))

    private static let blockIO = record([
        Field("weight", .integer),
        Field("weight_device", .list(.record([Field("path", .string), Field("weight", .integer).kept]))),
        Field("device_read_bps", rates),
        Field("device_read_iops", rates),
        Field("device_write_bps", rates),
        Field("device_write_iops", rates),
    ])

    private static let rates = list(record([Field("path", .string), Field("rate", .byteSize).kept]))
}
