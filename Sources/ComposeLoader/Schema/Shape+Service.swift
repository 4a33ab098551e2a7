import YAMLTree

extension Shape {
    /// A service. Source: compose-spec.json, `service`.
    static let service = record(orchestrationFields + specificationFields + containerFields + ignoredServiceFields)

    /// The names of all service keys.
    static let serviceKeys = Set(
        (orchestrationFields + specificationFields + containerFields + ignoredServiceFields).map(\.name)
    )

    /// The keys of a service that `pre_start` steps do not have.
    private static let orchestrationFields: [Field] = [
        Field("build", build),
        Field("container_name", .string),
        Field("depends_on", dependsOn),
        Field("deploy", deploy.orNull),
        Field("develop", develop.orNull),
        Field("expose", .list(.numberOrString)),
        Field("extends", extends),
        Field("healthcheck", healthcheck),
        Field("links", .strings),
        Field("ports", .list(port).orNull),
        Field("post_start", hooks),
        Field("pre_start", preStart),
        Field("pre_stop", hooks),
        Field("profiles", .strings),
        Field("provider", provider),
        Field("restart", .scalar(ScalarShape([.string], format: .restart))),
        Field("scale", .integer).kept,
        Field("x-cpadev", serviceSettings),
    ]

    /// The keys of any container, together with `containerFields`. Source: compose-spec.json, `container_spec`.
    private static let specificationFields: [Field] = [
        Field("command", command).kept,
        Field("configs", fileMounts),
        Field("cpus", .scalar(ScalarShape([.integer, .float, .string], format: .number))),
        Field("entrypoint", command).kept,
        Field("env_file", envFile),
        Field("environment", .listOrMap.orNull),
        Field("extra_hosts", extraHosts),
        Field("hostname", .string),
        Field("image", .string),
        Field("init", .boolean).kept,
        Field("label_file", .stringOrStrings),
        Field("labels", .listOrMap.orNull),
        Field("mem_limit", .byteSize),
        Field("networks", serviceNetworks.orNull),
        Field("pids_limit", .integer),
        Field("secrets", fileMounts),
        Field("stop_grace_period", .duration).kept,
        Field("stop_signal", .scalar(ScalarShape([.string], format: .signal))),
        Field("tmpfs", .stringOrStrings),
        Field("ulimits", ulimits),
        Field("user", .string),
        Field("volumes", .list(volumeMount).orNull),
        Field("working_dir", .string),
    ]

    /// Keys of `containerFields` that only a service has.
    private static let interactiveKeys: Set<String> = ["attach", "external_links", "stdin_open", "tty"]

    private static let stepFields =
        specificationFields + (containerFields + ignoredServiceFields).filter { !interactiveKeys.contains($0.name) }

    /// The keys of a `pre_start` step. It inherits them from the service unless it overrides them.
    static let stepKeys = Set(stepFields.map(\.name))

    /// `pre_start`. Source: compose-spec.json, `pre_start_hook`.
    private static let preStart = list(record(stepFields + [Field("per_replica", .boolean)]))

    static let command = stringOrStrings.orNull

    private static let build = record([
        Field("context", .string),
        Field("dockerfile", .string),
        Field("args", .listOrMap),
        Field("target", .string),
        Field("labels", .listOrMap),
        Field("additional_contexts", .listOrMap),
        Field("cache_from", .strings),
        .ignored("cache_to", .strings),
        Field("dockerfile_inline", .string),
        .ignored("entitlements", .strings),
        Field("extra_hosts", extraHosts),
        .ignored("isolation", .string),
        Field("network", .string),
        Field("no_cache", .boolean),
        .ignored("no_cache_filter", .stringOrStrings),
        Field("platforms", .strings),
        .ignored("privileged", .boolean),
        .ignored("provenance", .scalar(ScalarShape([.string, .boolean]))),
        Field("pull", .boolean),
        .ignored("sbom", .scalar(ScalarShape([.string, .boolean]))),
        Field("secrets", fileMounts),
        Field("shm_size", .byteSize),
        Field("ssh", .listOrMap),
        Field("tags", .strings),
        .ignored("ulimits", ulimits),
    ]).or(ScalarShape([.string]))

    private static let fileMounts = list(
        record([
            Field("source", .string),
            Field("target", .string),
            Field("mode", .fileMode).kept,
            Field("uid", .string),
            Field("gid", .string),
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
                Field("required", .boolean).kept,
                Field("restart", .boolean),
            ]),
            .any
        )
    )

    private static let envFile = list(
        record([
            Field("path", .string),
            Field("required", .boolean),
            Field("format", .choiceOrEmpty(["raw"])),
        ]).or(ScalarShape([.string]))
    ).or(ScalarShape([.string]))

    private static let extends = record([
        Field("service", .string),
        Field("file", .string),
    ]).or(ScalarShape([.string]))

    static let extraHosts = forms(scalar: nil, list: .string, mapping: .map(.stringOrStrings, .any))

    private static let healthcheck = record([
        Field("disable", .boolean),
        Field("interval", .duration).kept,
        Field("retries", .scalar(ScalarShape([.integer], format: .natural))).kept,
        Field("start_interval", .duration).kept,
        Field("start_period", .duration).kept,
        Field("test", .stringOrStrings),
        Field("timeout", .duration).kept,
    ])

    private static let serviceNetworks = forms(
        scalar: nil,
        list: .string,
        mapping: .map(
            Shape.record([
                Field("aliases", .strings),
                Field("driver_opts", .options),
                Field("gw_priority", .number),
                Field("interface_name", .string),
                Field("ipv4_address", .string),
                Field("ipv6_address", .string),
                Field("link_local_ips", .strings),
                Field("mac_address", .string),
                Field("priority", .number),
            ]).orNull,
            .any
        )
    )

    private static let port = record([
        Field("target", .scalar(.port)),
        Field("published", .scalar(.portOrString)),
        Field("host_ip", .string),
        Field("protocol", .choiceOrEmpty(["tcp", "udp", "sctp"])),
        Field("name", .string),
        .ignored("app_protocol", .string),
        Field("mode", .choiceOrEmpty(["ingress", "host"])),
    ]).or(.portOrString)

    private static let volumeMount = record([
        Field("type", .choice(["bind", "volume", "tmpfs", "cluster", "npipe", "image"])),
        Field("source", .string),
        Field("target", .string),
        Field("read_only", .boolean),
        Field("consistency", .string),
        Field(
            "bind",
            .record([
                Field("create_host_path", .boolean).trueDropped,
                Field("propagation", .string),
                Field("recursive", .choice(["enabled", "disabled", "writable", "readonly"])),
                Field("selinux", .choice(["z", "Z"])),
            ])
        ),
        Field(
            "volume",
            .record([
                Field("labels", .listOrMap),
                Field("nocopy", .boolean),
                Field("subpath", .string),
            ])
        ),
        Field("tmpfs", .record([Field("size", .byteSize), Field("mode", .modeNumber)])),
        Field("image", .record([Field("subpath", .string)])),
    ]).or(ScalarShape([.string]))

    static let ulimits = map(
        record([Field("soft", .integer).kept, Field("hard", .integer).kept]).or(ScalarShape([.integer]))
    )
}
