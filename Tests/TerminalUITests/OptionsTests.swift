import Testing

@testable import TerminalUI

@Suite struct OptionsTests {
    @Test(arguments: [
        (["TERM": "xterm-256color", "LANG": "en_US.UTF-8"], true, true),
        (["TERM": "xterm-256color", "LANG": "C.utf8"], true, true),
        (["TERM": "xterm-256color", "LC_ALL": "C", "LANG": "en_US.UTF-8"], true, false),
        (["TERM": "xterm-256color", "LC_ALL": "", "LANG": "de_DE.UTF-8@euro"], true, true),
        (["TERM": "xterm-256color", "LANG": "de_DE"], true, false),
        (["TERM": "xterm-256color"], true, false),
        (["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1"], false, true),
        (["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": ""], true, true),
        (["TERM": "vt100", "LANG": "C.UTF-8"], false, true),
        (["TERM": "linux", "LANG": "C.UTF-8"], true, false),
    ])
    func environmentDecides(_ environment: [String: String], _ colours: Bool, _ unicode: Bool) {
        let options = TerminalOptions(environment: environment)
        #expect(options.theme == (colours ? .standard : .monochrome))
        #expect(options.glyphs == (unicode ? .unicode : .ascii))
    }

    @Test func monochromeScreenHasNoColour() {
        for scene in Scene.allCases {
            var model = scene.model(Size(width: 120, height: 40))
            model.appearance.theme = .monochrome
            let styles = model.screen.cells.map(\.style)
            #expect(styles.allSatisfy { $0.foreground == .standard && $0.background == .standard })
        }
    }

    @Test func asciiScreenHasNothingElse() {
        for scene in Scene.allCases where scene != .wide {
            var model = scene.model(Size(width: 120, height: 40))
            model.appearance.glyphs = .ascii
            model.message = nil
            #expect(model.screen.text.utf8.allSatisfy { $0 < 0x80 })
        }
    }

    @Test func everyStateHasAMarkerOfItsOwnKind() {
        for glyphs in [Glyphs.unicode, .ascii] {
            let markers = [
                glyphs.healthy, glyphs.starting, glyphs.waiting, glyphs.failed, glyphs.unhealthy, glyphs.stopped,
                glyphs.unavailable, glyphs.completed,
            ]
            #expect(Set(markers).count == markers.count)
            #expect(markers.allSatisfy { TextMetrics.width(of: $0) == 1 })
        }
    }
}
