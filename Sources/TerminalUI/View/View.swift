/// Renders a model at a size. A pure function.
func view(_ model: AppModel, _ size: Size) -> Frame {
    var model = model
    model.size = size
    var frame = Frame(size: size)
    let layout = model.layout
    if let area = layout.header { HeaderView.draw(model, in: area, &frame) }
    for place in Place.allCases {
        if let area = layout[place] { model.pane(at: place).draw(model, in: area, &frame) }
    }
    if let area = layout.logs { TabBar.draw(model, in: area, &frame) }
    if let area = layout.footer { FooterView.draw(model, in: area, &frame) }
    // Without a message line, messages cover the footer.
    if let area = layout.message ?? layout.footer { MessageView.draw(model, in: area, &frame) }
    model.overlay?.pane.draw(model, &frame)
    return frame
}
