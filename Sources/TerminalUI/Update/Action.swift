import ControlAPI

/// An action that a key can be bound to.
enum Action: Hashable, Sendable, CaseIterable {
    case selectPrevious, selectNext, selectPageUp, selectPageDown, selectFirst, selectLast
    case scrollUp, scrollDown, scrollPageUp, scrollPageDown, scrollToFirst, scrollToLast, scrollLeft, scrollRight
    case showServiceLogs, showAllLogs, showFirm, toggleFollow, toggleWrap
    case startService, stopService, restartService, switchService
    case resetFirm, resetAll, undoData
    case nextPane, previousPane, toggleZoom, leaveZoom, problemsFirst
    case help, quit, suspend, repaint
    case closeOverlay, helpUp, helpDown, helpPageUp, helpPageDown, helpFirst, helpLast
    case previousChoice, nextChoice, confirmChoice, chooseDetach, chooseStop
    case confirmReset, confirmStop
    case showPalette, showStartup, showGraph, showEvents, nextTab, previousTab, showDetails
    case moveBorderLeft, moveBorderRight, makeHigher, makeLower, standardSizes
    case paletteUp, paletteDown, palettePageUp, palettePageDown, paletteRun, paletteErase, paletteClear
    case searchLogs, filterLogs, jumpToTime, takePrompt, cancelPrompt, nextHit, previousHit
    case cycleLevel, chooseServices, toggleService, onlyService, everyService
    case showLine, lineBefore, lineAfter, markLine, nextMark
    case selectLines, extendUp, extendDown, copyLines, copyView, openPager, openEditor
}

extension Action {
    /// Why the action is disabled now; nil if it is enabled. A disabled action does nothing but show the reason, if not
    /// empty.
    func whyDisabled(in model: AppModel) -> String? {
        switch self {
        case .startService, .stopService, .restartService, .switchService:
            whyDisabledForService(in: model)
        case .showServiceLogs:
            model.selectedService == nil ? "no service is selected" : nil
        case .showFirm:
            model.selectedFirm == nil ? "no firm is selected" : nil
        case .resetFirm, .resetAll, .confirmReset:
            whyDisabledForData(in: model)
        case .undoData:
            whyDisabledForData(in: model) ?? (model.stack?.data?.undo == nil ? "there is nothing to undo" : nil)
        case .leaveZoom:
            model.isZoomed || model.focus == .details || model.tab != .logs || model.escapeClearsLogs ? nil : ""
        case .showDetails:
            model.selectedService == nil ? "no service is selected" : nil
        case .moveBorderLeft, .moveBorderRight, .makeHigher, .makeLower:
            whyDisabledForSizes(in: model)
        case .nextHit, .previousHit, .nextMark, .chooseServices, .showLine, .markLine, .selectLines, .extendUp,
            .extendDown, .copyLines, .copyView, .openPager, .openEditor:
            whyDisabledForLogs(in: model)
        case .showPalette, .showStartup, .showGraph, .showEvents, .nextTab, .previousTab, .standardSizes,
            .paletteUp, .paletteDown, .palettePageUp, .palettePageDown, .paletteRun, .paletteErase, .paletteClear,
            .searchLogs, .filterLogs, .jumpToTime, .takePrompt, .cancelPrompt, .cycleLevel, .toggleService,
            .onlyService, .everyService, .lineBefore, .lineAfter:
            nil
        case .scrollLeft, .scrollRight:
            model.logs.wraps ? "lines are wrapped: w cuts them" : nil
        case .selectPrevious, .selectNext, .selectPageUp, .selectPageDown, .selectFirst, .selectLast,
            .scrollUp, .scrollDown, .scrollPageUp, .scrollPageDown, .scrollToFirst, .scrollToLast,
            .showAllLogs, .toggleFollow, .toggleWrap, .nextPane, .previousPane, .toggleZoom,
            .problemsFirst, .help, .quit, .suspend, .repaint,
            .closeOverlay, .helpUp, .helpDown, .helpPageUp, .helpPageDown, .helpFirst, .helpLast,
            .previousChoice, .nextChoice, .confirmChoice, .chooseDetach, .chooseStop, .confirmStop:
            nil
        }
    }

    private func whyDisabledForService(in model: AppModel) -> String? {
        guard model.connection.isConnected else { return whyDisabledWithoutStack(in: model) }
        guard let service = model.selectedService else { return "no service is selected" }
        let name = LogSanitizer.plain(service.name)
        if let provider = service.providedBy { return "\(name) is part of \(LogSanitizer.plain(provider))" }
        switch self {
        case .startService: return Self.whyNotStart(name, service.state)
        case .stopService: return Self.whyNotStop(name, service.state)
        default: return Self.whyNotRestart(name, service.state)
        }
    }

    /// Starting and restarting start the whole stack if that is possible. Everything else needs a supervisor.
    private func whyDisabledWithoutStack(in model: AppModel) -> String? {
        if model.isStartingStack { return "the stack is starting" }
        guard model.canStartStack, model.connection != .connecting else { return "no connection to the supervisor" }
        if self == .startService || self == .restartService { return nil }
        return model.connection == .ended
            ? "the stack is stopped: s starts it" : "no connection to the supervisor: s starts the stack again"
    }

    private static func whyNotStart(_ name: String, _ state: ServiceStatus.State) -> String? {
        switch state {
        case .running: "\(name) is running"
        case .paused: "\(name) was paused outside of cpadev"
        case .unreachable: "the engine that runs \(name) does not answer"
        case .preparing, .starting: "\(name) is starting"
        case .waiting: "\(name) is waiting for its dependencies"
        case .stopping: "\(name) is stopping"
        case .stopped, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed: nil
        }
    }

    private static func whyNotStop(_ name: String, _ state: ServiceStatus.State) -> String? {
        switch state {
        case .running, .paused, .unreachable, .preparing, .starting, .waiting, .backoff: nil
        case .stopping: "\(name) is stopping"
        case .stopped: "\(name) is stopped"
        case .gaveUp, .failed, .completed: "\(name) is not running"
        case .skipped: "\(name) was not started"
        case .unavailable: "\(name) is not available"
        }
    }

    private static func whyNotRestart(_ name: String, _ state: ServiceStatus.State) -> String? {
        switch state {
        case .running, .paused, .preparing, .starting, .backoff, .gaveUp, .failed, .completed: nil
        case .unreachable: "the engine that runs \(name) does not answer"
        case .waiting: "\(name) is not started yet"
        case .stopping: "\(name) is stopping"
        case .stopped: "\(name) is stopped: s starts it"
        case .skipped: "\(name) was not started: s starts it"
        case .unavailable: "\(name) is not available: s tries it again"
        }
    }
}
