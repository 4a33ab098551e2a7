import ControlAPI

/// The most relevant keys, taken from the key bindings.
enum FooterView {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        var kept = bindings(model).map { (rank: rank($0, model), item: item($0, model)) }
        var width = kept.reduce(0) { $0 + $1.item.width + 2 }
        // `max` returns the first maximum, so reversing drops the last of equal ranks.
        while width > area.width - 1,
            let least = kept.indices.reversed().max(by: { kept[$0].rank < kept[$1].rank })
        {
            width -= kept.remove(at: least).item.width + 2
        }
        var x = area.x + 1
        for (_, item) in kept { x = frame.write(item, x: x, y: area.y, in: area) + 2 }
    }

    /// Returns the bindings with a hint, except those shadowed by a narrower context or useless for this stack.
    private static func bindings(_ model: AppModel) -> [KeyBinding] {
        var taken: Set<KeyPress> = []
        var bindings: [KeyBinding] = []
        for context in KeyBinding.contexts(of: model) {
            // Keys for lines are shown only where lines are read.
            if context == .lines, model.focus != .logs || model.tab != .logs { continue }
            let own = model.appearance.keys.bindings.filter { $0.context == context }
            bindings += own.filter { $0.hint != nil && $0.keys.first.map(taken.contains) == false }
            taken.formUnion(own.flatMap(\.keys))
        }
        if model.stack?.data == nil { bindings.removeAll { $0.action == .firms(.resetAll) } }
        if model.focus == .details { bindings.removeAll { $0.action == .firms(.showFirm) } }
        return bindings
    }

    private static func rank(_ binding: KeyBinding, _ model: AppModel) -> Int {
        switch binding.action {
        case .services(.startService), .services(.stopService), .services(.restartService), .services(.switchService):
            // Outside the services pane, service actions matter less.
            model.focus == .services ? binding.rank : 8
        case .logs(.showAllLogs), .logs(.toggleFollow):
            model.focus == .firms || model.focus == .details ? 8 : binding.rank
        case .screen(.nextPane):
            // When only one pane is visible, this is the way to the others.
            model.layout.arrangement == .folded && !model.isZoomed ? 2 : binding.rank
        case .screen(.toggleZoom):
            model.isZoomed ? 2 : binding.rank
        default:
            binding.rank
        }
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
        case .logs(.toggleFollow) where model.logs.isFollowing: "pause"
        case .screen(.toggleZoom) where model.isZoomed: "unzoom"
        default: binding.hint ?? ""
        }
    }
}
