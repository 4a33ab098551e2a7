extension ServicesPane {
    static let keys = KeyBinding.movement(
        .select,
        in: .lists,
        up: "the one above",
        down: "the one below",
        first: "the first",
        last: "the last"
    )

    /// Actions on the selected service, from any pane.
    static let actionKeys: [KeyBinding] = [
        KeyBinding("s", .services(.startService), "start the service", in: .everywhere, hint: "start", rank: 4),
        KeyBinding("x", .services(.stopService), "stop the service", in: .everywhere, hint: "stop", rank: 4),
        KeyBinding("r", .services(.restartService), "restart the service", in: .everywhere, hint: "restart", rank: 4),
        KeyBinding("D", .services(.switchService), "move to a container, or back", in: .everywhere),
    ]
}
