import ControlAPI
import FoundationEssentials
import LogAnalysis

/// The actions on the moment that the screen shows.
enum PastAction: PaneAction {
    case previousEvent, nextEvent

    static let keys: [KeyBinding] = [
        .init("T", .prompt(.showPast), "show the stack at an earlier time", in: .everywhere),
        .init("{", .past(.previousEvent), "go back to the event before", in: .everywhere),
        .init("}", .past(.nextEvent), "go on to the next event", in: .everywhere),
    ]

    func whyDisabled(in model: AppModel) -> String? {
        switch self {
        case .previousEvent:
            model.past.map { $0.previousNs == nil } == true ? "nothing is recorded in the hour before" : nil
        case .nextEvent:
            model.past == nil
                ? "the screen shows the present: T shows an earlier time"
                : model.past?.nextNs == nil ? "nothing is recorded in the hour after" : nil
        }
    }

    func perform(on model: inout AppModel) -> [Effect] {
        switch self {
        case .previousEvent:
            // From the present, to the last event.
            let nowNs = Int64(model.now.timeIntervalSince1970 * 1e9)
            return [.loadPast(model.past?.previousNs ?? min(model.events.newestNs ?? nowNs, nowNs))]
        case .nextEvent: return model.past?.nextNs.map { [.loadPast($0)] } ?? []
        }
    }
}

extension Action {
    /// Why the action is disabled while the screen shows an earlier moment; nil if it is not.
    func whyNotInPast(_ model: AppModel) -> String? {
        guard let past = model.past, changesStack(model) else { return nil }
        if model.isRecording { return "this is a recording: there is no stack to change" }
        let time = Formatting.clock(
            nanoseconds: past.momentNs,
            utcOffset: model.appearance.utcOffset,
            milliseconds: false
        )
        return "the screen shows \(time): esc returns to now"
    }

    private func changesStack(_ model: AppModel) -> Bool {
        switch self {
        case .services(let action): action != .problemsFirst
        case .firms(let action): action != .showFirm
        case .alerts(let action): [.silenceAlert, .endSilence, .confirmSilence].contains(action)
        case .quit(let action):
            action == .chooseStop || action == .confirmChoice && model.overlay == .quit(.stop)
        case .move, .show, .screen, .sizes, .logs, .prompt, .logLine, .logServices, .palette, .past: false
        }
    }
}

extension AppModel {
    /// Shows the moment that was asked for, or why it cannot be shown.
    mutating func pastArrived(_ result: Result<PastStack?, ControlError>) -> [Effect] {
        switch result {
        case .success(let past?): return show(past)
        case .success(nil): message = StatusMessage(.info, "nothing is recorded of that time")
        case .failure(let error): message = StatusMessage(.error, "history: \(error.inWords)")
        }
        return []
    }

    /// Asks for the moment in the prompt.
    func goToMoment(_ text: String) throws(FilterError) -> [Effect] {
        let now = recordingEnd ?? past?.now ?? now
        let moment = try PastMoment.parse(text, now: now, utcOffset: appearance.utcOffset)
        return [.loadPast(min(moment, Int64(now.timeIntervalSince1970 * 1e9)))]
    }
}
