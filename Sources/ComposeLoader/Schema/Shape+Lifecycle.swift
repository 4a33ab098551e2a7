import ComposeModel
import YAMLTree

extension Shape {
    /// `post_start` and `pre_stop`. Source: compose-spec.json, `service_hook`.
    static let hooks = list(hook)

    /// Source: compose-spec.json, `development`.
    static let develop = record([
        Field(
            "watch",
            .list(
                .record([
                    Field("action", .choice(WatchRule.Action.allCases.map(\.rawValue))),
                    Field("exec", hook).dropped,
                    Field("ignore", .stringOrStrings),
                    Field("include", .stringOrStrings),
                    Field("initial_sync", .boolean),
                    Field("path", .string),
                    Field("target", .string),
                ])
            )
        )
    ])

    /// Source: compose-spec.json, `provider`.
    static let provider = record([
        Field("type", .string),
        Field("options", .map(.forms(scalar: optionValue, list: .scalar(optionValue), mapping: nil))),
    ])

    private static let optionValue = ScalarShape([.string, .integer, .float, .boolean])

    private static let hook = record([
        Field("command", command).kept,
        Field("environment", .listOrMap),
        Field("privileged", .boolean),
        Field("user", .string),
        Field("working_dir", .string),
    ])
}
