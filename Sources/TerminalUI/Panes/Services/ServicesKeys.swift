extension ServicesPane {
    static let keys = KeyBinding.movement(
        .select,
        in: .lists,
        "the one above",
        "the one below",
        "the first",
        "the last"
    )

    /// Actions on the selected service, from any pane.
    static let actionKeys: [KeyBinding] = [
        .init("s", .services(.startService), "start the service", in: .everywhere, footer: "start", 4),
        .init("x", .services(.stopService), "stop the service", in: .everywhere, footer: "stop", 4),
        .init("r", .services(.restartService), "restart the service", in: .everywhere, footer: "restart", 4),
        .init("D", .services(.switchService), "move to a container, or back", in: .everywhere),
    ]
}
