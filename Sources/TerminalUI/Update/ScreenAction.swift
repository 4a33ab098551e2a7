/// The actions of the screen as a whole.
enum ScreenAction: PaneAction {
    case nextPane, previousPane, nextTab, previousTab, showDetails, toggleZoom, leaveZoom
    case help, closeOverlay, quit, suspend, repaint, showDashboards

    func whyDisabled(in model: AppModel) -> String? {
        switch self {
        case .showDetails:
            model.selectedService == nil ? "no service is selected" : nil
        case .leaveZoom:
            model.isZoomed || model.focus == .details || model.tab != .logs || model.escapeClearsLogs
                || model.canLeavePast ? nil : ""
        case .showDashboards: model.whyNoDashboards
        case .nextPane, .previousPane, .nextTab, .previousTab, .toggleZoom, .help, .closeOverlay, .quit, .suspend,
            .repaint:
            nil
        }
    }

    func perform(on model: inout AppModel) -> [Effect] {
        switch self {
        case .nextPane: model.switchPane(by: 1)
        case .previousPane: model.switchPane(by: -1)
        case .nextTab: return model.tab.moved(by: 1).perform(on: &model)
        case .previousTab: return model.tab.moved(by: -1).perform(on: &model)
        case .showDetails:
            model.details.source = .services
            model.focus = .details
        case .toggleZoom: model.isZoomed.toggle()
        case .leaveZoom: return model.goBack()
        case .help: model.overlay = .help(scroll: 0)
        case .closeOverlay: model.overlay = nil
        case .quit:
            // There is no stack left to detach from or stop.
            if model.connection == .ended || model.isRecording { return [.exit(.ended)] }
            model.overlay = .quit(.detach)
        case .suspend: return [.suspend]
        case .repaint: return [.repaint]
        case .showDashboards: return [.showDashboards]
        }
        return []
    }
}

extension AppModel {
    fileprivate mutating func switchPane(by steps: Int) {
        let index = panes.firstIndex(of: focus) ?? 0
        focus = panes[(index + steps + panes.count) % panes.count]
    }

    /// Leaves what was entered last: a search, the zoom, a tab or the details.
    fileprivate mutating func goBack() -> [Effect] {
        if escapeClearsLogs {
            logs.clear()
        } else if isZoomed {
            isZoomed = false
        } else if focus != .details, tab != .logs {
            leaveTab()
        } else if focus == .details {
            focus = details.source == .firms ? .firms : .services
        } else {
            return leavePast()
        }
        return []
    }
}
