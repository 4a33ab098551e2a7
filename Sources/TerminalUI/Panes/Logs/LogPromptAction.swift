import ControlAPI
import LogAnalysis

/// The actions of the prompt in the logs.
enum LogPromptAction: PaneAction {
    case searchLogs, filterLogs, jumpToTime, showPast, takePrompt, cancelPrompt

    func perform(on model: inout AppModel) -> [Effect] {
        switch self {
        case .searchLogs: model.openPrompt(.search)
        case .filterLogs: model.openPrompt(.filter)
        case .jumpToTime: model.openPrompt(.time)
        case .showPast: model.openPrompt(.past)
        case .takePrompt: return model.takePrompt()
        case .cancelPrompt: model.logs.cancelPrompt()
        }
        return []
    }
}

extension LogsPane {
    /// Searches the buffered lines while the user types.
    fileprivate mutating func search(for text: String) {
        search = LogSearch(text)
        search?.took(buffer, from: buffer.startIndex)
    }

    fileprivate mutating func cancelPrompt() {
        guard let prompt else { return }
        self.prompt = nil
        guard prompt.kind == .search else { return }
        search = prompt.searchBefore
        search?.restart()
        search?.took(buffer, from: buffer.startIndex)
    }

    fileprivate mutating func closePrompt(accepting text: String) {
        if let prompt { history.add(text, to: prompt.kind) }
        prompt = nil
    }
}

extension AppModel {
    /// Opens a prompt at the bottom of the logs pane.
    fileprivate mutating func openPrompt(_ kind: LogPrompt.Kind) {
        tab = .logs
        focus = .logs
        overlay = nil
        let text = kind == .filter ? logs.conditions.text : ""
        let line = LinePrompt(text, history: logs.history[kind])
        logs.prompt = LogPrompt(kind: kind, line: line, searchBefore: logs.search)
    }

    /// Handles a key while a prompt is open. Returns false if the key is bound to an action.
    mutating func typeIntoPrompt(_ key: KeyPress) -> Bool {
        guard overlay == nil, var line = logs.prompt?.line else { return false }
        if KeyBinding.binding(for: key, in: self) != nil { return false }
        if line.edit(key) { promptChanged(line) }
        return true
    }

    /// Inserts pasted text into an open prompt. Pasted text never counts as keys.
    mutating func pasteIntoPrompt(_ text: String) {
        guard overlay == nil, var line = logs.prompt?.line else { return }
        line.insert(text)
        promptChanged(line)
    }

    private mutating func promptChanged(_ line: LinePrompt) {
        let isOther = line.text != logs.prompt?.line.text
        logs.prompt?.line = line
        guard let prompt = logs.prompt else { return }
        switch prompt.kind {
        case .search:
            if isOther { logs.search(for: line.text) }
            if let why = logs.search?.literalReason {
                message = StatusMessage(.info, "searching for plain text: \(why.message)")
            }
        case .filter:
            do throws(FilterError) { _ = try conditions(line.text) } catch {
                message = StatusMessage(.warning, error.inWords)
            }
        case .time, .past: break
        }
    }

    /// Accepts the input. Invalid input stays in the prompt and is reported.
    fileprivate mutating func takePrompt() -> [Effect] {
        guard let prompt = logs.prompt else { return [] }
        let text = prompt.line.text
        do throws(FilterError) {
            switch prompt.kind {
            case .search:
                logs.closePrompt(accepting: text)
                if !text.isEmpty { return goToNewestHit() }
                logs.search = nil
            case .filter:
                let conditions = try conditions(text)
                logs.closePrompt(accepting: conditions.text)
                guard conditions != logs.conditions else { return [] }
                logs.conditions = conditions
                return logs.renew()
            case .time:
                guard !text.allSatisfy(\.isWhitespace) else {
                    logs.closePrompt(accepting: "")
                    return []
                }
                let time = try PastMoment.parse(text, now: past?.now ?? now, utcOffset: appearance.utcOffset)
                logs.closePrompt(accepting: text)
                return logs.read(.from(nil), logs.query(since: time))
            case .past:
                guard !text.allSatisfy(\.isWhitespace) else {
                    logs.closePrompt(accepting: "")
                    return []
                }
                let effects = try goToMoment(text)
                logs.closePrompt(accepting: text)
                return effects
            }
        } catch {
            message = StatusMessage(.warning, error.inWords)
        }
        return []
    }

    private func conditions(_ text: String) throws(FilterError) -> LogConditions {
        var conditions = try LogConditions(text, now: now, utcOffset: appearance.utcOffset)
        let firms = stack?.data?.firms ?? []
        conditions.tenantIDs = firms.filter { conditions.words.contains($0.slug) }.compactMap(\.tenantId)
        return conditions
    }
}

extension FilterError {
    /// The text for the message line.
    var inWords: String { description + (hint.map { " (\($0))" } ?? "") }
}
