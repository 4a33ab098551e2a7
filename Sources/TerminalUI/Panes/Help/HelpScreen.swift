/// The help screen: key bindings and the meaning of the markers.
struct HelpScreen: OverlayPane {
    static let keys =
        KeyBinding.movement(.help, in: .help, "a line up", "a line down", "the beginning", "the end")
        + KeyBinding.table(
            in: .help,
            [
                .init("esc ? q enter f1", .screen(.closeOverlay), "close the help", in: .help, footer: "close", 1),
                .init("ctrl-c", .screen(.quit), "quit: detach or stop", in: .help),
            ]
        )

    let scroll: Int
    var context: KeyBinding.Context { .help }

    func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect] {
        let rows = step.rows(page: model.size.height - 6, count: Self.maximumScroll(of: model))
        model.overlay = .help(scroll: scroll + rows)
        model.clampHelp()
        return []
    }

    func press(_ point: Point, _ model: inout AppModel) -> [Effect] {
        model.overlay = nil
        return []
    }

    func draw(_ model: AppModel, _ frame: inout Frame) {
        let layout = model.layout
        let rows = Self.rows(model, width: layout.helpWidth)
        let area = layout.help(rows: rows.count)
        let visible = area.inside.height
        var position = StyledLine()
        if rows.count > visible {
            position.append(" \(min(rows.count, scroll + visible))/\(rows.count) ", model.appearance.theme[.muted])
        }
        let title = StyledLine("Help", model.appearance.theme[.title])
        let inside = frame.overlay(area, title: title, trailing: position, model.appearance)
        frame.write(rows, from: scroll, in: inside, model.appearance)
    }

    /// Returns the maximum scroll offset.
    static func maximumScroll(of model: AppModel) -> Int {
        let layout = model.layout
        let count = rows(model, width: layout.helpWidth).count
        return max(0, count - layout.help(rows: count).inside.height)
    }

    /// The width of the left of two columns.
    private static let leftWidth = 46

    /// Lays out the sections in two columns if there is room, or else in one.
    private static func rows(_ model: AppModel, width: Int) -> [StyledLine] {
        let sections = sections(model)
        guard width >= 98 else { return Array(sections.joined(separator: [StyledLine()])) }
        let left = sections.dropLast(3).joined(separator: [StyledLine()])
        let right = sections.suffix(3).joined(separator: [StyledLine()])
        let leftRows = Array(left)
        let rightRows = Array(right)
        return (0..<max(leftRows.count, rightRows.count)).map { index in
            var row = index < leftRows.count ? leftRows[index] : StyledLine()
            guard index < rightRows.count else { return row }
            row = row.truncated(to: leftWidth - 1, ellipsis: model.appearance.glyphs.ellipsis)
            row.append(String(repeating: " ", count: leftWidth - row.width))
            row.append(rightRows[index])
            return row
        }
    }

    private static func sections(_ model: AppModel) -> [[StyledLine]] {
        KeyBinding.Context.allCases.filter { !$0.isOverlay }.map { section($0, model) } + [markers(model)]
    }

    private static func section(_ context: KeyBinding.Context, _ model: AppModel) -> [StyledLine] {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let bindings = model.appearance.keys.bindings.filter { $0.context == context && !$0.keys.isEmpty }
        return [StyledLine(context.rawValue, theme[.title])]
            + bindings.map { binding in
                let keys = binding.keys.map { $0.name(glyphs) }.joined(separator: " ")
                var row = StyledLine("  " + TextMetrics.padded(keys, to: 14), theme[.key])
                row.append(binding.description, theme[.text])
                return row
            }
    }

    private static func markers(_ model: AppModel) -> [StyledLine] {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let markers: [(String, Theme.Role, String)] = [
            (glyphs.healthy, .healthy, "healthy, or running without a probe"),
            (glyphs.starting, .starting, "starting or stopping"),
            (glyphs.waiting, .waiting, "waiting for another service"),
            (glyphs.unhealthy, .unhealthy, "running, but its probe fails"),
            (glyphs.failed, .failed, "failed"),
            (glyphs.stopped, .stopped, "stopped"),
            (glyphs.unavailable, .unavailable, "cannot run here; see details"),
            (glyphs.completed, .healthy, "finished successfully"),
        ]
        return [StyledLine("Markers", theme[.title])]
            + markers.map { marker, role, words in
                var row = StyledLine("  " + TextMetrics.padded(marker, to: 14), theme[role])
                row.append(words, theme[.text])
                return row
            }
    }
}

extension AppModel {
    /// Keeps the scroll position of the help screen within bounds.
    mutating func clampHelp() {
        guard case .help(let scroll) = overlay else { return }
        overlay = .help(scroll: max(0, min(scroll, HelpScreen.maximumScroll(of: self))))
    }
}
