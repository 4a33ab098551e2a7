import YAMLTree

extension Shape {
    /// A service. Source: compose-spec.json, `service`.
    static let service = record(actedServiceFields + ignoredServiceFields)

    private static let actedServiceFields: [Field] = [
        Field("build", build),
        Field("command", command),
        Field("configs", fileMounts),
        Field("container_name", .string),
        Field("cpus", .scalar(ScalarShape([.integer, .float, .string], format: .number))),
        Field("depends_on", dependsOn),
        Field("deploy", deploy.orNull),
        Field("entrypoint", command),
        Field("env_file", envFile),
        Field("environment", .listOrMap.orNull),
        Field("expose", .list(.numberOrString)),
        Field("extends", extends),
        Field("extra_hosts", extraHosts),
        Field("healthcheck", healthcheck),
        Field("hostname", .string),
        Field("image", .string),
        Field("init", .boolean),
        Field("labels", .listOrMap.orNull),
        Field("mem_limit", .byteSize),
        Field("networks", serviceNetworks.orNull),
        Field("pids_limit", .integer),
        Field("ports", .list(port).orNull),
        Field("profiles", .strings),
        Field("restart", .scalar(ScalarShape([.string], format: .restart))),
        Field("secrets", fileMounts),
        Field("stop_grace_period", .duration),
        Field("stop_signal", .scalar(ScalarShape([.string], format: .signal))),
        Field("tmpfs", .stringOrStrings),
        Field("ulimits", ulimits),
        Field("user", .string),
        Field("volumes", .list(volumeMount).orNull),
        Field("working_dir", .string),
        Field("x-cpadev", serviceSettings),
    ]

    static let command = stringOrStrings.orNull

    private static let build = record([
        Field("context", .string),
        Field("dockerfile", .string),
        Field("args", .listOrMap),
        Field("target", .string),
        Field("labels", .listOrMap),
        .ignored("additional_contexts", .listOrMap),
        .ignored("cache_from", .strings),
        .ignored("cache_to", .strings),
        .ignored("dockerfile_inline", .string),
        .ignored("entitlements", .strings),
        .ignored("extra_hosts", extraHosts),
        .ignored("isolation", .string),
        .ignored("network", .string),
        .ignored("no_cache", .boolean),
        .ignored("no_cache_filter", .stringOrStrings),
        .ignored("platforms", .strings),
        .ignored("privileged", .boolean),
        .ignored("provenance", .scalar(ScalarShape([.string, .boolean]))),
        .ignored("pull", .boolean),
        .ignored("sbom", .scalar(ScalarShape([.string, .boolean]))),
        .ignored("secrets", fileMounts),
        .ignored("shm_size", .byteSize),
        .ignored("ssh", .listOrMap),
        .ignored("tags", .strings),
        .ignored("ulimits", ulimits),
    ]).or(ScalarShape([.string]))

    private static let fileMounts = list(
        record([
            Field("source", .string),
            Field("target", .string),
            Field("mode", .scalar(ScalarShape([.integer, .string]))),
            .ignored("uid", .string),
            .ignored("gid", .string),
        ]).or(ScalarShape([.string]))
    )

    private static let dependsOn = forms(
        scalar: nil,
        list: .string,
        mapping: .map(
            .record([
                Field(
                    "condition",
                    .choice(["service_started", "service_healthy", "service_completed_successfully"])
                ),
                Field("required", .boolean),
                Field("restart", .boolean),
            ]),
            .any
        )
    )

    private static let envFile = list(
        record([
            Field("path", .string),
            Field("required", .boolean),
            Field("format", .choice(["raw"])),
        ]).or(ScalarShape([.string]))
    ).or(ScalarShape([.string]))

    private static let extends = record([
        Field("service", .string),
        Field("file", .string),
    ]).or(ScalarShape([.string]))

    static let extraHosts = forms(scalar: nil, list: .string, mapping: .map(.stringOrStrings, .any))

    private static let healthcheck = record([
        Field("disable", .boolean),
        Field("interval", .duration),
        Field("retries", .scalar(ScalarShape([.integer], format: .natural))),
        Field("start_interval", .duration),
        Field("start_period", .duration),
        Field("test", .stringOrStrings),
        Field("timeout", .duration),
    ])

    private static let serviceNetworks = forms(
        scalar: nil,
        list: .string,
        mapping: .map(
            Shape.record([
                Field("aliases", .strings),
                .ignored("driver_opts", .options),
                .ignored("gw_priority", .number),
                .ignored("interface_name", .string),
                .ignored("ipv4_address", .string),
                .ignored("ipv6_address", .string),
                .ignored("link_local_ips", .strings),
                .ignored("mac_address", .string),
                .ignored("priority", .number),
            ]).orNull,
            .any
        )
    )

    private static let port = record([
        Field("target", .scalar(.port)),
        Field("published", .scalar(.portOrString)),
        Field("host_ip", .string),
        Field("protocol", .choice(["tcp", "udp"])),
        Field("name", .string),
        .ignored("app_protocol", .string),
        Field("mode", .choice(["ingress", "host"])),
    ]).or(.portOrString)

    private static let volumeMount = record([
        Field("type", .choice(["bind", "volume", "tmpfs", "cluster", "npipe", "image"])),
        Field("source", .string),
        Field("target", .string),
        Field("read_only", .boolean),
        .ignored("consistency", .string),
        Field(
            "bind",
            .record([
                Field("create_host_path", .boolean),
                .ignored("propagation", .string),
                .ignored("recursive", .choice(["enabled", "disabled", "writable", "readonly"])),
                .ignored("selinux", .choice(["z", "Z"])),
            ])
        ),
        Field(
            "volume",
            .record([
                .ignored("labels", .listOrMap),
                .ignored("nocopy", .boolean),
                .ignored("subpath", .string),
            ])
        ),
        Field("tmpfs", .record([Field("size", .byteSize), .ignored("mode", .numberOrString)])),
        .ignored("image", .record([Field("subpath", .string)])),
    ]).or(ScalarShape([.string]))

    static let ulimits = map(
        record([Field("soft", .integer), Field("hard", .integer)]).or(ScalarShape([.integer]))
    )
}
