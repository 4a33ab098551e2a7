import Testing

@testable import TerminalUI

@Suite struct FrameTests {
    private func frame(_ width: Int = 6, _ height: Int = 2) -> Frame { Frame(size: Size(width: width, height: height)) }

    @Test func textIsCutAtTheEdge() {
        var frame = frame()
        frame.write("abcdefgh", x: 2, y: 0, in: frame.bounds)
        #expect(frame.text == "  abcd\n")
    }

    @Test func textBeginsOutside() {
        var frame = frame()
        frame.write("abcdef", x: -2, y: 0, in: frame.bounds)
        frame.write("x", x: 0, y: -1, in: frame.bounds)
        frame.write("x", x: 0, y: 2, in: frame.bounds)
        #expect(frame.text == "cdef\n")
    }

    @Test func wideCharacterTakesTwoCells() {
        var frame = frame()
        frame.write("決x", x: 0, y: 0, in: frame.bounds)
        #expect(frame.row(0).map(\.width) == [2, 0, 1, 1, 1, 1])
    }

    @Test func wideCharacterThatDoesNotFitLeavesASpace() {
        var frame = frame(3, 1)
        frame.write("ab決", x: 0, y: 0, style: Style(.indexed(1)), in: frame.bounds)
        #expect(frame.text(row: 0) == "ab ")
        #expect(frame.cells[2].style == Style(.indexed(1)))
    }

    @Test func wideCharacterIsCutAtTheLeft() {
        var frame = frame(3, 1)
        frame.write("決b", x: -1, y: 0, in: frame.bounds)
        #expect(frame.text(row: 0) == " b ")
    }

    @Test func overwritingTheFirstHalfBlanksTheSecond() {
        var frame = frame(4, 1)
        frame.write("決算", x: 0, y: 0, in: frame.bounds)
        frame.write("x", x: 0, y: 0, in: frame.bounds)
        #expect(frame.text(row: 0) == "x 算")
        #expect(frame.cells.map(\.width) == [1, 1, 2, 0])
    }

    @Test func overwritingTheSecondHalfBlanksTheFirst() {
        var frame = frame(4, 1)
        frame.write("決算", x: 0, y: 0, in: frame.bounds)
        frame.write("x", x: 1, y: 0, in: frame.bounds)
        #expect(frame.text(row: 0) == " x算")
        #expect(frame.cells.map(\.width) == [1, 1, 2, 0])
    }

    @Test func wideOverTwoWideOnesBlanksBothRests() {
        var frame = frame(4, 1)
        frame.write("決算", x: 0, y: 0, in: frame.bounds)
        frame.write("書", x: 1, y: 0, in: frame.bounds)
        #expect(frame.cells.map(\.width) == [1, 2, 0, 1])
    }

    @Test func boxHasATitleAndRoomInside() {
        var frame = frame(14, 3)
        let look = BoxLook(glyphs: .unicode, style: .plain)
        let inside = frame.box(frame.bounds, title: StyledLine("Title"), look: look)
        #expect(frame.text == "╭ Title ─────╮\n│            │\n╰────────────╯")
        #expect(inside == Rect(x: 1, y: 1, width: 12, height: 1))
    }

    @Test func boxWithoutRoomIsNone() {
        var frame = frame(3, 2)
        let look = BoxLook(glyphs: .unicode, style: .plain)
        #expect(frame.box(frame.bounds, title: StyledLine("Title"), look: look) == frame.bounds)
        #expect(frame.text == "\n")
    }
}
