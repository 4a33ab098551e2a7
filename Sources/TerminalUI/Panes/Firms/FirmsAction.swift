import ControlAPI

/// The actions on the data of the demo firms.
enum FirmsAction: PaneAction {
    case showFirm, resetFirm, resetAll, undoData, confirmReset

    func whyDisabled(in model: AppModel) -> String? {
        switch self {
        case .showFirm: model.selectedFirm == nil ? "no firm is selected" : nil
        case .resetFirm, .resetAll, .confirmReset: whyNotReset(in: model)
        case .undoData: whyNotReset(in: model) ?? (model.stack?.data?.undo == nil ? "there is nothing to undo" : nil)
        }
    }

    /// Performs the action. Those that replace data ask first.
    func perform(on model: inout AppModel) -> [Effect] {
        switch self {
        case .showFirm: model.focus = .details
        case .resetFirm: return model.ask(ResetRequest(firm: model.firms.selected))
        case .resetAll: return model.ask(ResetRequest())
        case .undoData: model.overlay = model.stack?.data?.undo.map { .undo($0) }
        case .confirmReset:
            guard let command = model.overlay?.dataCommand else { return [] }
            model.overlay = nil
            model.firms.command = command
            return [.performData(command)]
        }
        return []
    }

    private func whyNotReset(in model: AppModel) -> String? {
        guard let data = model.stack?.data else { return "this stack has no seed data" }
        guard model.connection.isConnected else { return "no connection to the supervisor" }
        if let operation = data.operation {
            return "already \(operation.kind.participle): \(Formatting.progress(operation.fraction))"
        }
        if model.firms.command != nil { return "a reset is already in progress" }
        if self == .resetFirm, model.selectedFirm == nil { return "no firm is selected" }
        switch data.state {
        case .waiting: return "the database is not ready yet"
        case .unseeded: return "no data is loaded: cpadev seed loads it"
        case .working, .seeded, .partial, .failed: return nil
        }
    }
}

extension Overlay {
    /// The command on the data that is asked about.
    fileprivate var dataCommand: DataCommand? {
        switch self {
        case .reset(let request): .reset(request)
        case .undo: .undo
        case .help, .quit, .stop, .palette, .logLine, .logServices, .silence: nil
        }
    }
}

extension AppModel {
    /// Says in the title of a question whose data it is about, if others use it; empty otherwise.
    var sharedWords: String {
        stack?.supervisor.environment.map { " of the environment \(LogSanitizer.plain($0))" } ?? ""
    }

    /// Asks whether to reset. Meanwhile the drift is measured: the last measurement may be older than the newest work.
    fileprivate mutating func ask(_ request: ResetRequest) -> [Effect] {
        overlay = .reset(request)
        firms.measurements += 1
        return [.measureData]
    }

    /// Applies the measured status that a question asked for.
    mutating func measured(_ status: Result<DataStatus?, ControlError>) {
        firms.measurements = max(0, firms.measurements - 1)
        switch status {
        case .success(let status): if let status { dataChanged(status) }
        case .failure(let error): message = StatusMessage(.error, "measuring the drift: \(error.inWords)")
        }
    }

    /// Applies a new status of the seed data.
    mutating func dataChanged(_ status: DataStatus) {
        let old = stack?.data
        noteData(old, status)
        stack?.data = status
        firms.repair(from: old?.firms ?? [], to: status.firms)
        // A command of this client reports its outcome itself.
        if status.state == .failed, old?.state != .failed, firms.command == nil,
            let problem = DataPresentation.problem(status, glyphs: appearance.glyphs)
        {
            say(problem)
        }
    }

    /// Reports the outcome of a command of this client.
    mutating func ended(_ command: DataCommand, _ ending: Result<DataOutcome, ControlError>) {
        if firms.command == command { firms.command = nil }
        switch ending {
        case .success(let outcome):
            let isWhole = outcome.parts.allSatisfy { $0.skipped == nil }
            message = StatusMessage(isWhole ? .info : .warning, outcome.summary(appearance.glyphs))
        case .failure(let error):
            message = StatusMessage(.error, "\(command.summary): \(error.inWords)")
        }
    }
}

extension DataCommand {
    /// A short form for the message line.
    var summary: String {
        switch self {
        case .seed: "seed"
        case .reset(let request): request.firm.map { "reset \($0)" } ?? "reset"
        case .undo: "undo"
        case .saveSnapshot(let name): "snapshot save \(name)"
        case .restoreSnapshot(let name): "snapshot restore \(name)"
        case .deleteSnapshot(let name): "snapshot delete \(name)"
        }
    }
}

extension DataOutcome {
    /// Returns what was done and in which time, what was skipped, and notes: `reset in 0.41 s: 12 rows, 3 keys put
    /// back`.
    func summary(_ glyphs: Glyphs) -> String {
        var text = firm.map { "\($0) " } ?? ""
        text += "\(kind.done) in \(Formatting.waited(milliseconds: durationMs))"
        let amounts = DriftWords.amounts(parts.filter { $0.skipped == nil }.map { ($0.store, $0.drift) })
        let changes = DriftSummary(changes: databaseChanges, firms: []).sentence
        var done: [String] = []
        if !changes.isEmpty { done.append("reverted \(changes)") }
        if !amounts.isEmpty { done.append("\(amounts.joined(separator: ", ")) put back") }
        if !done.isEmpty {
            text += ": \(done.joined(separator: "; "))"
        } else if kind == .reset {
            text += notMeasured == nil ? ": nothing differed" : ": what differed was not measured"
        }
        var skipped: [String] = []
        for part in parts {
            guard let reason = part.skipped else { continue }
            let words = "\(part.store) left out: \(reason)"
            if !skipped.contains(words) { skipped.append(words) }
        }
        return ([text] + skipped + notes).joined(separator: " \(glyphs.dot) ")
    }
}
