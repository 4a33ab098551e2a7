/// Renders a model at a size. A pure function.
func view(_ model: AppModel, _ size: Size) -> Frame {
    var frame = Frame(size: size)
    let layout = Layout(size: size, content: model.layoutContent)
    if let area = layout.header { HeaderView.draw(model, in: area, &frame) }
    if let area = layout.services { ServicesView.draw(model, in: area, &frame) }
    if let area = layout.details { DetailsView.draw(model, in: area, &frame) }
    if let area = layout.firms { FirmsView.draw(model, in: area, &frame) }
    if let area = layout.logs {
        if model.tab == .logs { LogsView.draw(model, in: area, &frame) } else { MainPane.draw(model, in: area, &frame) }
        PaneTabs.draw(model, in: area, &frame)
    }
    if let area = layout.footer { FooterView.draw(model, in: area, &frame) }
    // Without a message line, messages cover the footer.
    if let area = layout.message ?? layout.footer { MessageView.draw(model, in: area, &frame) }
    switch model.overlay {
    case .help(let scroll): HelpView.draw(model, scroll: scroll, &frame)
    case .quit(let choice): QuitView.draw(model, choice: choice, &frame)
    case .stop(let service): StopView.draw(model, service, &frame)
    case .reset(let request): ResetView.draw(model, request, &frame)
    case .undo(let step): UndoView.draw(model, step, &frame)
    case .palette(let palette): PaletteView.draw(model, palette, &frame)
    case .log(.line(let line, let scroll)): LogDetailView.draw(model, line, scroll: scroll, &frame)
    case .log(.services(let marked)): LogServicesView.draw(model, marked: marked, &frame)
    case nil: break
    }
    return frame
}
