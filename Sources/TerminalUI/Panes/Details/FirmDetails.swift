import ControlAPI
import FoundationEssentials

/// The facts about a firm's data, store by store, with problems and remedies first.
struct FirmDetails {
    private let firm: DataStatus.Firm?
    private let data: DataStatus
    private let model: AppModel

    /// Creates the facts about a firm, or about the data as a whole without one.
    init(_ firm: DataStatus.Firm?, in data: DataStatus, _ model: AppModel) {
        self.firm = firm
        self.data = data
        self.model = model
    }

    func rows(width: Int) -> [StyledLine] {
        var facts = FactList(labelWidth: 10)
        facts.add("why", data.problem?.message, .failed)
        facts.add("to do", data.problem?.hint, .accent)
        let stores = firm?.stores ?? []
        for store in stores.filter({ $0.state == .failed }) + stores.filter({ $0.state != .failed }) {
            facts.add(LogSanitizer.plain(store.name), [line(store, width: facts.valueWidth(in: width))])
            facts.add(note: store.reason, store.state == .failed ? .failed : .muted)
        }
        if let firm {
            facts.add("reset", firm.resetAt.map(ago) ?? "never", .text)
            facts.add("seeded", firm.seededAt.map(ago), .text)
            facts.add("slug", firm.slug, .muted)
        }
        addDatabase(to: &facts)
        addSeed(to: &facts)
        return facts.rows(width: width, model.appearance)
    }

    /// Adds the database changes that belong to no firm.
    private func addDatabase(to facts: inout FactList) {
        for (index, phrase) in DriftSummary(changes: data.databaseChanges, firms: []).phrases.enumerated() {
            facts.add(index == 0 ? "database" : "", phrase, .warning)
        }
        facts.add("unknown", data.notMeasured, .warning)
    }

    private func addSeed(to facts: inout FactList) {
        guard let seed = data.seed else { return }
        if seed.isStale {
            facts.add("files", "changed since they were loaded: cpadev seed reloads them", .warning)
        }
        let dot = " \(model.appearance.glyphs.dot) "
        let parts = ["as of \(seed.asOf)", "scale \(seed.scale)", String(seed.hash.prefix(12))]
        facts.add("seed", parts.joined(separator: dot), .text)
        facts.add("manifest", seed.manifest, .muted)
    }

    /// Returns a store's state in one row, in the longest wording that fits.
    private func line(_ store: DataStatus.Store, width: Int) -> StyledLine {
        let theme = model.appearance.theme
        let shown = StorePresentation(store, glyphs: model.appearance.glyphs)
        var line = StyledLine(shown.marker + " ", theme[shown.role])
        let items = DriftWords.Kind(store: store.name).counted(store.items)
        if let step = step(of: store.name) {
            line = StyledLine(model.appearance.glyphs.starting + " ", theme[.starting])
            line.append(items + "  ", theme[.text])
            line.append(ProgressBar.line(step.fraction, width: width - line.width, model.appearance))
            return line
        }
        let wordings: [(items: String, state: String)] = [
            (items, shown.words.long), (items, shown.words.short),
            (Formatting.count(store.items), shown.words.short),
        ]
        func length(_ wording: (items: String, state: String)) -> Int {
            line.width + TextMetrics.width(of: wording.items) + 2 + TextMetrics.width(of: wording.state)
        }
        let chosen = wordings.first { length($0) <= width } ?? ("", shown.words.short)
        if !chosen.items.isEmpty { line.append(chosen.items + "  ", theme[.text]) }
        line.append(chosen.state, theme[shown.role])
        return line
    }

    /// Returns the step in progress on one of the firm's stores.
    private func step(of store: String) -> DataOperation.Step? {
        data.operation?.steps.first { $0.store == store && $0.firm == firm?.slug && !$0.isFinished }
    }

    private func ago(_ date: Date) -> String {
        model.ago(date)
    }
}

extension DataOperation.Step {
    /// The completed fraction, from 0 to 1.
    fileprivate var fraction: Double {
        isFinished ? 1 : total > 0 ? min(max(0, Double(done) / Double(total)), 1) : 0
    }
}
