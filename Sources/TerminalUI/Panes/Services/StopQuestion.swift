import ControlAPI

/// Asks whether to stop a service that others need.
struct StopQuestion: OverlayPane {
    static let keys = KeyBinding.question(
        in: .stop,
        .services(.confirmStop),
        "stop the service",
        footer: "stop",
        no: "leave it running"
    )

    let name: String
    var context: KeyBinding.Context { .stop }

    func draw(_ model: AppModel, _ frame: inout Frame) {
        let width = min(frame.size.width, 60)
        let theme = model.appearance.theme
        let users = model.stack?[service: name].map { model.users(of: $0).map(\.name) } ?? []
        let list = users.map(LogSanitizer.plain).joined(separator: ", ")
        let words =
            users.count == 1 ? "\(list) is running and needs it." : "\(users.count) running services need it: \(list)."
        let rows = TextMetrics.wrapped(words, to: width - 6).map { StyledLine($0, theme[.text]) }
        QuestionBox(title: "Stop \(LogSanitizer.plain(name))?", rows: rows, yes: "Stop").draw(model, width, &frame)
    }
}
