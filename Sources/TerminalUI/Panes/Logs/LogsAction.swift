import ControlAPI
import LogAnalysis

/// The actions on the logs and their lines.
enum LogsAction: PaneAction {
    case showServiceLogs, showAllLogs, toggleFollow, toggleWrap, scrollLeft, scrollRight
    case nextHit, previousHit, cycleLevel, markLine, nextMark
    case selectLines, extendUp, extendDown, copyLines, copyView, openPager, openEditor

    func whyDisabled(in model: AppModel) -> String? {
        let logs = model.logs
        return switch self {
        case .showServiceLogs: model.selectedService == nil ? "no service is selected" : nil
        case .scrollLeft, .scrollRight: logs.wraps ? "lines are wrapped: w cuts them" : nil
        case .nextHit, .previousHit: logs.search == nil ? "no search yet: / searches" : logs.whyNoLines
        case .nextMark: logs.marks.isEmpty ? "no line is marked: m marks one" : nil
        case .copyLines: model.overlay == nil ? logs.whyNoLines : nil
        case .markLine, .selectLines, .extendUp, .extendDown, .copyView, .openPager, .openEditor: logs.whyNoLines
        case .showAllLogs, .toggleFollow, .toggleWrap, .cycleLevel: nil
        }
    }

    func perform(on model: inout AppModel) -> [Effect] {
        bringIntoView(&model)
        switch self {
        case .showServiceLogs: return model.selectedService.map { model.showLogs(.service($0.name)) } ?? []
        case .showAllLogs: return model.showLogs(.all)
        case .toggleFollow: return model.logs.toggleFollow()
        case .toggleWrap: model.logs.toggleWrap()
        case .scrollLeft: model.logs.scrollSideways(by: -8)
        case .scrollRight: model.logs.scrollSideways(by: 8)
        case .nextHit: return model.goToHit(isNewer: true)
        case .previousHit: return model.goToHit(isNewer: false)
        case .cycleLevel:
            model.logs.conditions.cycleLevel()
            let level = model.logs.conditions.leastLevel
            let words = level.map { "lines of level \($0.rawValue) and above" } ?? "lines of all levels"
            model.message = StatusMessage(.info, words)
            return model.logs.renew()
        case .markLine: model.logs.toggleMark()
        case .nextMark: return model.goToNextMark()
        case .selectLines: model.logs.selectLines()
        case .extendUp: return model.logs.extendSelection(by: -1, LogViewport(model))
        case .extendDown: return model.logs.extendSelection(by: 1, LogViewport(model))
        case .copyLines: return model.copyLines()
        case .copyView: return model.logs.copyView()
        case .openPager: return model.openView(.pager)
        case .openEditor: return model.openView(.editor)
        }
        return []
    }

    /// Shows the logs before an action on them, since their keys work from every pane. Actions on a single line also
    /// focus the pane.
    private func bringIntoView(_ model: inout AppModel) {
        switch self {
        case .nextHit, .previousHit, .markLine, .nextMark, .selectLines, .extendUp, .extendDown, .copyLines:
            model.bringLogsIntoView(focused: true)
        case .toggleWrap, .scrollLeft, .scrollRight, .cycleLevel, .copyView, .openPager, .openEditor:
            model.bringLogsIntoView(focused: false)
        case .showServiceLogs, .showAllLogs, .toggleFollow: break
        }
    }
}

extension LogsPane {
    /// Why there is no line to act on; nil if there is one.
    var whyNoLines: String? { buffer.isEmpty ? "no log lines yet" : nil }
}

extension AppModel {
    /// Shows the logs, and focuses them if that is wanted or necessary.
    mutating func bringLogsIntoView(focused: Bool) {
        guard overlay == nil, logs.prompt == nil else { return }
        tab = .logs
        if focused || layout.logs == nil { focus = .logs }
    }

    /// Shows the logs of one service or of all, focusing the logs pane if it is not in view.
    fileprivate mutating func showLogs(_ scope: LogsPane.Scope) -> [Effect] {
        tab = .logs
        if layout.logs == nil { focus = .logs }
        if logs.scope == scope { return logs.followNewest() }
        logs.show(scope)
        return [.subscribe(logs.query, generation: logs.generation)]
    }

    /// Goes to the next mark from oldest to newest, wrapping around.
    fileprivate mutating func goToNextMark() -> [Effect] {
        let marks = logs.marks.filter { mark in
            switch logs.scope {
            case .all: logs.shownServices?.contains(mark.service) ?? true
            case .service(let name): mark.service == name
            }
        }
        guard let first = marks.first else {
            message = StatusMessage(.info, "no marked lines in these services")
            return []
        }
        var next = first
        if !logs.isFollowing, let index = logs.currentLine {
            let here = LogLineID(logs.buffer[index])
            next = marks.first { ($0.timeNs, $0.number) > (here.timeNs, here.number) } ?? first
        }
        if let index = logs.buffer.index(of: next) {
            logs.pause()
            logs.centre(index, LogViewport(self))
            return []
        }
        return logs.read(.from(next), logs.query(from: next))
    }
}
