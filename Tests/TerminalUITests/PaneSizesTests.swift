import ControlAPI
import FoundationEssentials
import TestSupport
import Testing

@testable import TerminalUI

@Suite struct PaneSizesTests {
    private func model(_ width: Int = 160, _ height: Int = 40) -> AppModel {
        var model = AppModel(size: Size(width: width, height: height), now: Fixtures.now)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: Fixtures.drifted))))
        return model
    }

    private func mouse(_ kind: MouseEvent.Kind, _ x: Int, _ y: Int, _ model: inout AppModel) -> [Effect] {
        update(&model, .screen(.mouse(MouseEvent(kind, at: Point(x: x, y: y)))))
    }

    @Test func shareGivesItsLengthBackOnEveryScreen() {
        for total in 1...400 {
            for length in 0...total {
                let share = PaneSizes.share(length, of: total)
                #expect(PaneSizes.length(share, of: total, atLeast: 0, leaving: 0) == length)
            }
        }
    }

    @Test func noDivisionMakesAPaneTooSmallOrLeavesAGap() {
        var generator = SeededGenerator(seed: 11)
        func maybe(_ range: ClosedRange<Int>) -> Int? {
            Bool.random(using: &generator) ? Int.random(in: range, using: &generator) : nil
        }
        for _ in 0..<20_000 {
            let size = Size(
                width: .random(in: 1...300, using: &generator),
                height: .random(in: 1...100, using: &generator)
            )
            var sizes = PaneSizes()
            sizes.left = maybe(-100...1100)
            sizes.stackedLeft = maybe(-100...1100)
            sizes.top = maybe(-100...1100)
            sizes.services = maybe(-100...1100)
            sizes.firmRows = maybe(-5...200)
            let firmCount = maybe(0...9)
            // Without firms there is no pane of theirs that could have the focus.
            let focuses = Place.allCases.filter { firmCount != nil || $0 != .firms }
            let layout = Layout(
                size: size,
                content: .init(
                    serviceCount: .random(in: 0...30, using: &generator),
                    firmCount: firmCount,
                    focus: focuses.randomElement(using: &generator) ?? .services,
                    needsDetails: .random(using: &generator),
                    isZoomed: Int.random(in: 0..<5, using: &generator) == 0,
                    sizes: sizes
                )
            )
            let panes = [layout.services, layout.details, layout.firms, layout.logs].compactMap(\.self)
            let parts = panes + [layout.header, layout.message, layout.footer].compactMap(\.self)
            let screen = Rect(size)
            let covered = parts.reduce(0) { $0 + $1.width * $1.height }
            let isInside = parts.allSatisfy { $0.intersection(screen) == $0 && !$0.isEmpty }
            // The firms may fold to a line; no other pane beside another one is lower than its edges and a row.
            let isReadable =
                panes.count == 1
                || panes.allSatisfy { ($0.height >= 3 || $0 == layout.firms) && $0.width >= min(24, size.width) }
            #expect(covered == size.width * size.height && isInside && isReadable, "\(size) \(sizes) \(layout)")
        }
    }

    @Test func draggedBorderFollowsThePointerAndIsKept() throws {
        var model = model()
        let border = try #require(model.layout.logs?.x)
        #expect(mouse(.press, border - 1, 20, &model).isEmpty)
        #expect(mouse(.drag, 59, 20, &model).isEmpty)
        #expect(model.layout.logs?.x == 60)
        #expect(mouse(.release, 59, 20, &model) == [.keep(model.sizes)])
        #expect(model.focus == .services)
        #expect(mouse(.drag, 80, 20, &model).isEmpty)
        #expect(model.layout.logs?.x == 60)
    }

    @Test func draggedBorderStopsWhereAPaneWouldBeTooSmall() {
        var model = model()
        let border = model.layout.logs?.x ?? 0
        _ = mouse(.press, border, 20, &model)
        _ = mouse(.drag, 0, 20, &model)
        #expect(model.layout.logs?.x == 24)
        _ = mouse(.drag, 159, 20, &model)
        #expect(model.layout.logs?.x == 136)
        // The way back begins at once, not only where the pointer is inside again.
        model.press(.character("<"))
        #expect(model.layout.logs?.x == 134)
    }

    @Test func mereClickOnABorderKeepsNothing() {
        var model = model()
        let y = model.layout.details?.y ?? 0
        _ = mouse(.press, 5, y, &model)
        #expect(mouse(.release, 5, y, &model).isEmpty)
        #expect(model.focus == .details)
        #expect(model.sizes == PaneSizes())
    }

    @Test func bordersOfStackedPanesAreDragged() throws {
        var model = model(80, 40)
        let top = try #require(model.layout.logs?.y)
        _ = mouse(.press, 5, top, &model)
        _ = mouse(.drag, 5, 25, &model)
        _ = mouse(.release, 5, 25, &model)
        #expect(model.layout.logs?.y == 25)
        let firms = try #require(model.layout.firms)
        _ = mouse(.press, firms.x + 5, firms.y, &model)
        _ = mouse(.drag, firms.x + 5, firms.y - 4, &model)
        #expect(model.layout.firms?.height == firms.height + 4)
    }

    @Test func keysMoveBordersAndEqualsPutsThemBack() throws {
        var model = model()
        let standard = model.layout
        let logs = try #require(standard.logs)
        #expect(model.press(.character(">")) == [.keep(model.sizes)])
        #expect(model.layout.logs?.x == logs.x + 2)
        model.press(.character("<"), .character("<"))
        #expect(model.layout.logs?.x == logs.x - 2)
        let services = try #require(standard.services)
        model.press(.character("+"))
        #expect(model.layout.services?.height == services.height + 1)
        model.focus = .firms
        model.press(.character("-"))
        #expect(model.layout.firms?.height == 4)
        #expect(model.press(.character("=")) == [.keep(PaneSizes())])
        model.focus = .services
        #expect(model.layout == standard)
        #expect(model.press(.character("=")).isEmpty)
    }

    @Test func whereThereIsNoBorderTheKeySaysSo() {
        var model = model(60, 20)
        model.press(.character(">"))
        #expect(model.message?.text == "there is only one column")
        model.focus = .logs
        model.press(.character("+"))
        #expect(model.message?.text == "this pane already has the full height")
        model.press(.character("z"), .character("<"))
        #expect(model.message?.text.contains("z restores the layout") == true)
    }

    @Test func sizesSurviveJSON() throws {
        var sizes = PaneSizes()
        sizes.left = 333
        sizes.firmRows = 4
        let data = try JSONEncoder().encode(sizes)
        #expect(try JSONDecoder().decode(PaneSizes.self, from: data) == sizes)
        #expect(try JSONDecoder().decode(PaneSizes.self, from: Data("{}".utf8)) == PaneSizes())
    }
}
