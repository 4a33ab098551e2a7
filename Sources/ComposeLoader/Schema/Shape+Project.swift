import YAMLTree

extension Shape {
    /// A whole Compose file. Source: compose-spec.json, top level.
    static let project = record([
        Field("name", .string),
        Field("version", .numberOrString, .obsolete),
        Field("include", .list(include)),
        Field("services", .map(service, keys: .name).orNull).kept,
        Field("volumes", .map(volume.orNull, keys: .name).orNull),
        Field("networks", .map(network.orNull, keys: .name).orNull),
        Field("secrets", .map(secret, keys: .name).orNull),
        Field("configs", .map(config, keys: .name).orNull),
        .ignored("models", .map(model, keys: .name).orNull),
        .ignored("jobs"),
        Field("x-cpadev", projectSettings),
    ])

    private static let model = record([
        Field("name", .string),
        Field("model", .string),
        Field("context_size", .integer),
        Field("runtime_flags", .strings),
    ])

    private static let include = record([
        Field("path", .stringOrStrings),
        Field("project_directory", .string),
        Field("env_file", .stringOrStrings),
    ]).or(ScalarShape([.string]))

    private static let external = forms(
        scalar: ScalarShape([.boolean]),
        list: nil,
        mapping: .record(Record([Field("name", .string)]))
    )

    private static let volume = record([
        Field("name", .string),
        Field("driver", .string),
        Field("driver_opts", .options),
        Field("external", external),
        Field("labels", .listOrMap),
    ])

    private static let network = record([
        Field("name", .string),
        Field("driver", .string),
        Field("driver_opts", .options),
        Field("external", external),
        Field("internal", .boolean),
        Field("labels", .listOrMap),
        Field("ipam", ipam).dropped,
        Field("enable_ipv4", .boolean).kept,
        Field("enable_ipv6", .boolean).kept,
        Field("attachable", .boolean),
    ])

    private static let ipam = record([
        Field("driver", .string),
        Field(
            "config",
            .list(
                .record([
                    Field("subnet", .string),
                    Field("ip_range", .string),
                    Field("gateway", .string),
                    Field("aux_addresses", .options),
                ])
            )
        ),
        Field("options", .options),
    ])

    private static let secret = record([
        Field("name", .string),
        Field("environment", .string),
        Field("file", .string),
        Field("external", external),
        .ignored("labels", .listOrMap),
        .ignored("driver", .string),
        .ignored("driver_opts", .options),
        .ignored("template_driver", .string),
    ])

    private static let config = record([
        Field("name", .string),
        Field("content", .string),
        Field("environment", .string),
        Field("file", .string),
        Field("external", external),
        .ignored("labels", .listOrMap),
        .ignored("template_driver", .string),
    ])
}
