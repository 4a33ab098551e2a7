import ControlAPI
import Foundations

/// Asks whether changes since the seed may be discarded.
struct ResetQuestion: OverlayPane {
    static let keys = KeyBinding.question(
        in: .reset,
        .firms(.confirmReset),
        "confirm",
        footer: "confirm",
        no: "leave the data as it is"
    )

    let request: ResetRequest
    var context: KeyBinding.Context { .reset }

    func draw(_ model: AppModel, _ frame: inout Frame) {
        let width = min(frame.size.width, 72)
        let firm = request.firm.map { slug in model.stack?.data?.firms.first { $0.slug == slug }?.name ?? slug }
        let title = "Reset \(firm.map(LogSanitizer.plain) ?? "all demo firms")\(model.sharedWords)"
        QuestionBox(title: title, rows: losses(width: width - 6, model), yes: "Reset").draw(model, width, &frame)
    }

    /// Returns the changes that would be lost: by firm, or by store for a single firm.
    private func losses(width: Int, _ model: AppModel) -> [StyledLine] {
        let theme = model.appearance.theme
        let firms = model.stack?.data?.firms ?? []
        let shares: [(name: String, words: DriftWords)] =
            if let slug = request.firm {
                firms.filter { $0.slug == slug }.flatMap(\.stores).map { ($0.name, DriftWords([$0])) }
            } else {
                firms.map { ($0.name, DriftWords($0.stores)) }
            }
        let drifted = shares.filter { !$0.words.isEmpty }
        let changes =
            request.firm == nil
            ? DriftSummary(changes: model.stack?.data?.databaseChanges ?? [], firms: []).phrases : []
        let shared = request.firm == nil ? model.stack?.data?.sharedDrift ?? [:] : [:]
        let settings = DriftSummary(
            changes: [],
            firms: [],
            shared: shared.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        ).phrases
        let isMeasuring = model.firms.measurements > 0
        let measuring = StyledLine("Measuring the drift\(model.appearance.glyphs.ellipsis)", theme[.text])
        let unknown = isMeasuring ? [StyledLine(), measuring] : unknown(width: width, model)
        guard !drifted.isEmpty || !changes.isEmpty || !settings.isEmpty else {
            if isMeasuring { return [measuring] }
            let isKnown = shares.contains { $0.words.isMeasured }
            let words =
                isKnown
                ? "No known differences from the seed." : "Drift has not been measured yet."
            return [StyledLine(words, theme[.text])] + unknown
        }
        let names = drifted.map {
            TextMetrics.truncated(LogSanitizer.plain($0.name), to: 24, ellipsis: model.appearance.glyphs.ellipsis)
        }
        let labels = names + (changes.isEmpty ? [] : ["database"])
        var facts = FactList(labelWidth: (labels.map { TextMetrics.width(of: $0) }.max() ?? 0) + 2)
        let hidden = changes.count - Self.longestList
        for (index, phrase) in changes.prefix(Self.longestList).enumerated() {
            facts.add(index == 0 ? "database" : "", phrase, .warning)
        }
        if hidden > 0 { facts.add("", "and \(hidden.counted("more kind")) of changes: cpadev seed status", .warning) }
        for phrase in settings { facts.add("stores", phrase, .warning) }
        for (name, share) in zip(names, drifted) { facts.add(name, share.words.long, .warning) }
        // A firm reset keeps the replaced rows for undo without copying the database.
        let notKept = request.firm == nil ? model.stack?.data?.notKept : nil
        let end = notKept == nil ? "U restores them" : "the database cannot be restored"
        return [StyledLine("These changes will be lost; \(end):", theme[.text]), StyledLine()]
            + facts.rows(width: width, model.appearance) + unknown
    }

    /// The maximum number of database change kinds listed, which leaves room for all firms.
    private static let longestList = 6

    /// Returns why not all losses are known.
    private func unknown(width: Int, _ model: AppModel) -> [StyledLine] {
        guard let reason = model.stack?.data?.notMeasured else { return [] }
        var facts = FactList(labelWidth: 13)
        facts.add("not measured", reason, .warning)
        return [StyledLine()] + facts.rows(width: width, model.appearance)
    }
}
