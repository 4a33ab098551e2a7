import Testing

@testable import TerminalUI

@Suite struct LayoutTests {
    private func layout(_ width: Int, _ height: Int, focus: Pane = .services, zoomed: Bool = false) -> Layout {
        Layout(
            size: Size(width: width, height: height),
            content: .init(serviceCount: 9, focus: focus, isZoomed: zoomed)
        )
    }

    @Test func wideScreenHasColumns() {
        let layout = layout(200, 60)
        #expect(layout.arrangement == .columns)
        #expect(layout.header == Rect(x: 0, y: 0, width: 200, height: 1))
        #expect(layout.services == Rect(x: 0, y: 1, width: 74, height: 11))
        #expect(layout.details == Rect(x: 0, y: 12, width: 74, height: 46))
        #expect(layout.logs == Rect(x: 74, y: 1, width: 126, height: 57))
        #expect(layout.message?.y == 58)
        #expect(layout.footer?.y == 59)
    }

    @Test func usualScreenHasLogsBelow() {
        let layout = layout(80, 24)
        #expect(layout.arrangement == .stacked)
        #expect(layout.services == Rect(x: 0, y: 1, width: 48, height: 11))
        #expect(layout.details == Rect(x: 48, y: 1, width: 32, height: 11))
        #expect(layout.logs == Rect(x: 0, y: 12, width: 80, height: 10))
    }

    @Test func narrowScreenShowsOnePaneAtATime() {
        #expect(layout(60, 20).logs == nil)
        #expect(layout(60, 20).details != nil)
        #expect(layout(60, 20, focus: .logs).services == nil)
        #expect(layout(60, 20, focus: .logs).logs?.height == 17)
    }

    @Test func lowScreenDropsDetailsThenMessageThenHeader() {
        #expect(layout(60, 12).details == nil)
        #expect(layout(60, 9).message == nil)
        #expect(layout(60, 2).header == nil)
        #expect(layout(60, 1).footer == nil)
        #expect(layout(60, 1).services != nil)
    }

    @Test func zoomShowsTheFocusedPaneAlone() {
        let logs = layout(200, 60, focus: .logs, zoomed: true)
        #expect(logs.services == nil)
        #expect(logs.logs == Rect(x: 0, y: 1, width: 200, height: 57))
        let services = layout(200, 60, zoomed: true)
        #expect(services.logs == nil)
        #expect(services.services?.width == 200)
    }

    @Test func rectanglesCoverTheScreenWithoutOverlap() {
        for width in [1, 2, 5, 20, 79, 80, 81, 109, 110, 150, 300] {
            for height in 1...60 {
                for focus in Pane.allCases {
                    for zoomed in [false, true] {
                        let layout = layout(width, height, focus: focus, zoomed: zoomed)
                        let parts = [
                            layout.header, layout.services, layout.details, layout.logs, layout.message, layout.footer,
                        ].compactMap(\.self)
                        #expect(parts.reduce(0) { $0 + $1.width * $1.height } == width * height)
                        let screen = Rect(Size(width: width, height: height))
                        #expect(parts.allSatisfy { $0.intersection(screen) == $0 })
                    }
                }
            }
        }
    }
}
