import ComposeModel
import YAMLTree

extension Shape {
    /// The top-level `x-cpadev`.
    static let projectSettings = record([
        Field("runtime", runtime),
        Field("ports", .choice(PortChoice.allCases.map(\.rawValue))),
        Field("seeds", .string),
        Field("fixtures", .string),
        Field("logs", .record([maxLogSize])),
        Field(
            "metrics",
            .record([
                portField,
                Field("scraped_by", .string),
                Field("lines", .map(.map(.string, keys: .name), keys: .name)),
            ])
        ),
        Field("reset", reset),
    ])

    /// A service's `x-cpadev`.
    static let serviceSettings = record([
        Field("runtime", runtime),
        Field("native", native),
        Field("probe", probe),
        Field("restart_unhealthy", .boolean),
        Field("stop_signal", .scalar(ScalarShape([.string], format: .signal))),
        Field("stop_group", .boolean),
        Field("after", .choice(["seed"])),
        Field("optional", .boolean),
        Field("open", .string),
        Field("logs", .record([Field("expected", .stringOrStrings), maxLogSize])),
    ])

    private static let reset = record([
        Field("schedule", .scalar(ScalarShape([.string], format: .schedule))),
        Field("tz", .string),
        Field("announce", .duration),
        Field("visits", .map(.string, keys: .name)),
        Field("active_for", .duration),
        Field("postpone_up_to", .duration),
        Field("catch_up", .duration),
    ])

    private static let maxLogSize = Field("max_size", .byteSize)

    private static let runtime = choice(RuntimePreference.allCases.map(\.rawValue))

    private static let native = record([
        Field("launcher", .string),
        Field("command", .stringOrStrings),
        Field("check", .stringOrStrings),
        Field("provided_by", .string),
    ]).or(ScalarShape([.string]))

    private static let probe = record([
        Field("postgres", probed([Field("user", .string), Field("database", .string), Field("password", .string)])),
        Field("redis", probed([Field("password", .string)])),
        Field("clamd", probed([])),
        Field(
            "http",
            Shape.record([
                portField,
                Field("path", .string),
                Field("status", .forms(scalar: ScalarShape([.integer]), list: .integer, mapping: nil)),
                Field("headers", .options),
            ]).or(.portOrString)
        ),
        Field("grpc", probed([Field("service", .string)])),
        Field("tcp", probed([])),
        Field("exec", .stringOrStrings),
    ])

    private static let portField = Field("port", .scalar(.port))

    /// A port, or a mapping with a port and more.
    private static func probed(_ more: [Field]) -> Shape { .record([portField] + more).or(.port) }
}
