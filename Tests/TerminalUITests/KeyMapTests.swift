import Testing

@testable import TerminalUI

@Suite struct KeyMapTests {
    private func press(_ model: inout AppModel, _ name: String) throws -> [Effect] {
        update(&model, .screen(.key(try #require(KeyPress(name: name)))))
    }

    @Test func everyKeyOfTheTableHasANameThatIsRead() {
        for key in KeyBinding.all.flatMap(\.keys) {
            #expect(KeyPress(name: key.name) == key, "\(key.name)")
        }
    }

    @Test(arguments: [
        ("ctrl-x", KeyPress.control("x")), ("Ctrl-X", .control("x")), ("f5", KeyPress(.function(5))),
        ("space", .character(" ")), ("shift-tab", KeyPress(.tab, .shift)), ("G", .character("G")),
        ("shift-g", .character("G")), ("alt-x", KeyPress(.character("x"), .alt)), ("-", .character("-")),
        ("ctrl-alt-up", KeyPress(.up, [.control, .alt])), ("7", .character("7")), ("é", .character("é")),
    ])
    func namesAreRead(_ name: String, _ key: KeyPress) {
        #expect(KeyPress(name: name) == key)
    }

    @Test(arguments: [
        "", "ctrl-", "ctrl-i", "ctrl-m", "ctrl-1", "f0", "f13", "xy", "shift-1", "\u{1B}", "\u{301}\u{200B}",
    ])
    func otherNamesAreNone(_ name: String) {
        #expect(KeyPress(name: name) == nil)
    }

    @Test func actionNamesAreDistinctAndReadable() {
        #expect(Set(KeyMap.actionNames).count == KeyMap.actionNames.count)
        #expect(KeyMap.actionNames.contains("start-service"))
    }

    @Test func anActionIsDoneByItsNewKeysAlone() throws {
        var map = KeyMap.standard
        #expect(map.assign(["toggle-zoom": [.control("x"), KeyPress(.function(5))]]) == [])
        var model = Scene.healthy.model(Size(width: 80, height: 24))
        model.appearance.keys = map
        _ = try press(&model, "ctrl-x")
        #expect(model.isZoomed)
        _ = try press(&model, "f5")
        #expect(!model.isZoomed)
        _ = try press(&model, "z")
        #expect(!model.isZoomed)
    }

    @Test func helpAndFooterNameTheNewKeys() throws {
        var map = KeyMap.standard
        _ = map.assign(["quit": [KeyPress(.function(10))], "select-next": [.character("n")]])
        var model = Scene.healthy.model(Size(width: 200, height: 80))
        model.appearance.keys = map
        #expect(model.screen.text.contains("F10 quit"))
        #expect(model.screen.text.contains("↑n select") || model.screen.text.contains("↑/n select"))
        _ = try press(&model, "?")
        #expect(model.screen.text.contains("F10"))
    }

    @Test func aKeyThatBelongsToAnotherActionIsTakenOverAndTold() {
        var map = KeyMap.standard
        let conflicts = map.assign(["restart-service": [.character("x")]])
        #expect(conflicts.map(\.other) == ["stop-service"])
        #expect(conflicts.first?.isTakenOver == true)
        #expect(map.entries.filter { $0.action == "stop-service" }.allSatisfy { $0.keys.isEmpty })
    }

    @Test func exchangingTwoKeysIsNoConflict() {
        var map = KeyMap.standard
        #expect(map.assign(["restart-service": [.character("x")], "stop-service": [.character("r")]]) == [])
    }

    @Test func aKeyThatTwoActionsAreGivenIsToldOnce() {
        var map = KeyMap.standard
        let conflicts = map.assign(["restart-service": [.character("u")], "stop-service": [.character("u")]])
        #expect(conflicts.count == 1)
        #expect(conflicts.first?.isTakenOver == false)
    }

    @Test func theWayOutStays() throws {
        var map = KeyMap.standard
        _ = map.assign(["quit": []])
        var model = Scene.healthy.model(Size(width: 80, height: 24))
        model.appearance.keys = map
        _ = try press(&model, "ctrl-c")
        #expect(model.overlay == .quit(.detach))
    }
}
