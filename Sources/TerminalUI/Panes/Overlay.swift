import ControlAPI

/// What is shown on top of the panes.
enum Overlay: Hashable, Sendable {
    /// The help screen, scrolled to a row.
    case help(scroll: Int)
    /// Asks whether to leave the stack running or stop it; with the selected answer.
    case quit(QuitChoice)
    /// Asks whether to stop a service that others need.
    case stop(service: String)
    /// Asks whether changes to the data may be discarded.
    case reset(ResetRequest)
    /// Asks whether to undo the last operation on the data.
    case undo(DataUndo)
    /// The command palette.
    case palette(CommandPalette)
    /// A log line in full, scrolled to a row.
    case logLine(LogLine, scroll: Int)
    /// The selection of services whose logs to show; with the name of the highlighted one.
    case logServices(marked: String)
    /// Asks how long to silence an alert.
    case silence(SilenceForm)

    var pane: any OverlayPane {
        switch self {
        case .help(let scroll): HelpScreen(scroll: scroll)
        case .quit(let choice): QuitQuestion(choice: choice)
        case .stop(let service): StopQuestion(name: service)
        case .reset(let request): ResetQuestion(request: request)
        case .undo(let step): UndoQuestion(step: step)
        case .palette(let palette): palette
        case .logLine(let line, let scroll): LogLineOverlay(line: line, scroll: scroll)
        case .logServices(let marked): LogServicesOverlay(marked: marked)
        case .silence(let form): form
        }
    }
}

/// An overlay. While it is shown, only its keys apply.
protocol OverlayPane {
    var context: KeyBinding.Context { get }
    func draw(_ model: AppModel, _ frame: inout Frame)
    func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect]
    /// Handles a click.
    func press(_ point: Point, _ model: inout AppModel) -> [Effect]
}

extension OverlayPane {
    func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect] { [] }
    func press(_ point: Point, _ model: inout AppModel) -> [Effect] { [] }

    func mouse(_ event: MouseEvent, _ model: inout AppModel) -> [Effect] {
        switch event.kind {
        case .wheelUp: move(.up, &model)
        case .wheelDown: move(.down, &model)
        case .press: press(event.point, &model)
        case .release, .drag: []
        }
    }
}
