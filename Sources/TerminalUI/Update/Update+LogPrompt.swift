import ControlAPI
import LogAnalysis

/// Opens a prompt at the bottom of the logs pane.
func openPrompt(_ model: inout AppModel, _ kind: LogPrompt.Kind) {
    model.tab = .logs
    model.focus = .logs
    model.overlay = nil
    let text = kind == .filter ? model.logs.conditions.text : ""
    let line = LinePrompt(text, history: model.logs.history[kind])
    model.logs.prompt = LogPrompt(kind: kind, line: line, searchBefore: model.logs.search)
}

/// Handles a key while a prompt is open. Returns false if the key is bound to an action.
func typeIntoPrompt(_ model: inout AppModel, _ key: KeyPress) -> Bool {
    guard model.overlay == nil, let prompt = model.logs.prompt else { return false }
    if KeyBinding.binding(for: key, in: model) != nil { return false }
    var line = prompt.line
    if line.edit(key) { promptChanged(&model, line) }
    return true
}

/// Inserts pasted text into an open prompt. Pasted text never counts as keys.
func pasteIntoPrompt(_ model: inout AppModel, _ text: String) {
    guard model.overlay == nil, var line = model.logs.prompt?.line else { return }
    line.insert(text)
    promptChanged(&model, line)
}

private func promptChanged(_ model: inout AppModel, _ line: LinePrompt) {
    let isOther = line.text != model.logs.prompt?.line.text
    model.logs.prompt?.line = line
    guard let prompt = model.logs.prompt else { return }
    switch prompt.kind {
    case .search:
        if isOther { search(&model, line.text) }
        if let why = model.logs.search?.literalReason {
            model.message = StatusMessage(.info, "searching for plain text: \(why.message)")
        }
    case .filter:
        do throws(FilterError) {
            _ = try conditions(model, line.text)
        } catch {
            model.message = StatusMessage(.warning, error.inWords)
        }
    case .time: break
    }
}

/// Searches the buffered lines while the user types.
private func search(_ model: inout AppModel, _ text: String) {
    var search = LogSearch(text)
    search?.took(model.logs.buffer, from: model.logs.buffer.startIndex)
    model.logs.search = search
}

func cancelPrompt(_ model: inout AppModel) {
    guard let prompt = model.logs.prompt else { return }
    model.logs.prompt = nil
    guard prompt.kind == .search else { return }
    model.logs.search = prompt.searchBefore
    model.logs.search?.restart()
    model.logs.search?.took(model.logs.buffer, from: model.logs.buffer.startIndex)
}

/// Accepts the input. Invalid input stays in the prompt and is reported.
func takePrompt(_ model: inout AppModel) -> [Effect] {
    guard let prompt = model.logs.prompt else { return [] }
    let text = prompt.line.text
    switch prompt.kind {
    case .search:
        closePrompt(&model, prompt, text)
        guard !text.isEmpty else {
            model.logs.search = nil
            return []
        }
        return goToNewestHit(&model)
    case .filter:
        do throws(FilterError) {
            let conditions = try conditions(model, text)
            closePrompt(&model, prompt, conditions.text)
            guard conditions != model.logs.conditions else { return [] }
            model.logs.conditions = conditions
            return resubscribeLogs(&model)
        } catch {
            model.message = StatusMessage(.warning, error.inWords)
            return []
        }
    case .time:
        if text.allSatisfy(\.isWhitespace) {
            closePrompt(&model, prompt, "")
            return []
        }
        let offset = model.appearance.utcOffset
        let time: Int64
        do throws(FilterError) { time = try PastMoment.parse(text, now: model.now, utcOffset: offset) } catch {
            model.message = StatusMessage(.warning, error.inWords)
            return []
        }
        closePrompt(&model, prompt, text)
        return readLogs(&model, .from(nil), model.logs.query(from: time))
    }
}

private func closePrompt(_ model: inout AppModel, _ prompt: LogPrompt, _ text: String) {
    model.logs.history.add(text, to: prompt.kind)
    model.logs.prompt = nil
}

private func conditions(_ model: AppModel, _ text: String) throws(FilterError) -> LogConditions {
    var conditions = try LogConditions(text, now: model.now, utcOffset: model.appearance.utcOffset)
    let firms = model.stack?.data?.firms ?? []
    conditions.tenantIDs = firms.filter { conditions.words.contains($0.slug) }.compactMap(\.tenantId)
    return conditions
}

extension FilterError {
    /// The text for the message line.
    var inWords: String { description + (hint.map { " (\($0))" } ?? "") }
}
