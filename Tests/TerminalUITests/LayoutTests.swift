import Testing

@testable import TerminalUI

@Suite struct LayoutTests {
    private func layout(
        _ width: Int,
        _ height: Int,
        firms: Int? = nil,
        focus: Place = .services,
        zoomed: Bool = false
    ) -> Layout {
        Layout(
            size: Size(width: width, height: height),
            content: .init(
                serviceCount: 9,
                firmCount: firms,
                focus: focus,
                needsDetails: focus == .details,
                isZoomed: zoomed
            )
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

    @Test func firmsShareThePlaceOfTheDetails() {
        let usual = layout(80, 24, firms: 3)
        #expect(usual.details == Rect(x: 48, y: 1, width: 32, height: 6))
        #expect(usual.firms == Rect(x: 48, y: 7, width: 32, height: 5))
        #expect(usual.logs == layout(80, 24).logs)
        let wide = layout(200, 60, firms: 3)
        #expect(wide.details?.height == 41)
        #expect(wide.firms == Rect(x: 0, y: 53, width: 74, height: 5))
        #expect(layout(200, 60, firms: 40).firms?.height == 8)
        #expect(layout(200, 60, firms: 0).firms?.height == 3)
    }

    @Test func firmsFoldToALineUntilTheyHaveTheFocus() {
        #expect(layout(60, 20, firms: 3).firms?.height == 1)
        #expect(layout(60, 20, firms: 3, focus: .firms).firms?.height == 5)
        #expect(layout(60, 20, firms: 3, focus: .firms).details?.height == 12)
        #expect(layout(80, 18, firms: 3).firms?.height == 1)
        #expect(layout(80, 18, firms: 3, focus: .firms).firms?.height == 5)
        #expect(layout(30, 8, firms: 3).firms == nil)
    }

    @Test func detailsTakeWhatTheFocusNeeds() {
        #expect(layout(80, 24, firms: 3, focus: .details).details?.height == 10)
        #expect(layout(80, 24, firms: 3, focus: .details).firms?.height == 1)
        #expect(layout(200, 60, firms: 3, focus: .details).firms?.height == 5)
        #expect(layout(60, 20, firms: 3, focus: .details).details?.height == 17)
    }

    @Test func rectanglesCoverTheScreenWithoutOverlap() {
        for width in [1, 2, 5, 20, 79, 80, 81, 109, 110, 149, 150, 300] {
            for height in 1...60 {
                for focus in Place.allCases {
                    for zoomed in [false, true] {
                        for firms in [nil, 0, 3] {
                            let layout = layout(width, height, firms: firms, focus: focus, zoomed: zoomed)
                            let parts = [
                                layout.header, layout.services, layout.details, layout.firms, layout.logs,
                                layout.message, layout.footer,
                            ].compactMap(\.self)
                            let screen = Rect(Size(width: width, height: height))
                            guard parts.reduce(0, { $0 + $1.width * $1.height }) == width * height,
                                parts.allSatisfy({ $0.intersection(screen) == $0 })
                            else {
                                Issue.record("\(width)x\(height), \(focus), zoomed \(zoomed), firms \(firms ?? -1)")
                                continue
                            }
                        }
                    }
                }
            }
        }
    }
}
