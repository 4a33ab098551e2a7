import ControlAPI

extension Action {
    /// Why an action on log lines is disabled now; nil if it is enabled.
    func whyDisabledForLogs(in model: AppModel) -> String? {
        let logs = model.logs
        switch self {
        case .nextHit, .previousHit:
            return logs.search == nil ? "no search yet: / searches" : whyNoLines(logs)
        case .nextMark:
            return logs.marks.isEmpty ? "no line is marked: m marks one" : nil
        case .chooseServices:
            if case .service(let name) = logs.scope {
                return "only \(LogSanitizer.plain(name)) is shown: a shows all services"
            }
            return (model.stack?.services.count ?? 0) < 2 ? "there is only one service" : nil
        case .showLine, .markLine, .selectLines, .extendUp, .extendDown, .copyView, .openPager, .openEditor:
            return whyNoLines(logs)
        case .copyLines:
            return model.overlay == nil ? whyNoLines(logs) : nil
        default:
            return nil
        }
    }

    private func whyNoLines(_ logs: LogPane) -> String? { logs.buffer.isEmpty ? "no log lines yet" : nil }
}
