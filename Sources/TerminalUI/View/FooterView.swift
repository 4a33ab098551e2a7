/// The keys that matter now, made from the table of bindings.
enum FooterView {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let bindings = KeyBinding.contexts(of: model).flatMap { context in
            KeyBinding.all.filter { $0.context == context && $0.hint != nil }
        }
        var kept = bindings
        // Of equal ranks the last goes first, since `max` takes the first of equals.
        while width(of: kept, model) > area.width - 1,
            let least = kept.indices.reversed().max(by: { rank(kept[$0], model) < rank(kept[$1], model) })
        {
            kept.remove(at: least)
        }
        var x = area.x + 1
        for binding in kept {
            x = frame.write(item(binding, model), x: x, y: area.y, in: area) + 2
        }
    }

    private static func rank(_ binding: KeyBinding, _ model: AppModel) -> Int {
        switch binding.action {
        case .startService, .stopService, .restartService:
            // Whoever reads logs acts on services less often.
            model.focus == .logs ? 8 : binding.rank
        case .switchPane:
            // Where one pane is in view, this is the way to the other.
            model.layout.arrangement == .folded && !model.isZoomed ? 2 : binding.rank
        case .toggleZoom:
            model.isZoomed ? 2 : binding.rank
        default:
            binding.rank
        }
    }

    private static func width(of bindings: [KeyBinding], _ model: AppModel) -> Int {
        bindings.reduce(0) { $0 + item($1, model).width + 2 }
    }

    private static func item(_ binding: KeyBinding, _ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        let isDisabled = binding.action.whyDisabled(in: model) != nil
        var name = binding.keys.first?.name(model.appearance.glyphs) ?? ""
        if let partner = binding.partner?.name(model.appearance.glyphs) {
            name += (name.count > 1 ? "/" : "") + partner
        }
        var line = StyledLine(name, isDisabled ? theme[.muted] : theme[.key])
        line.append(" \(hint(binding, model))", theme[.muted])
        return line
    }

    private static func hint(_ binding: KeyBinding, _ model: AppModel) -> String {
        switch binding.action {
        case .toggleFollow where model.logs.isFollowing: "pause"
        case .toggleZoom where model.isZoomed: "unzoom"
        default: binding.hint ?? ""
        }
    }
}
