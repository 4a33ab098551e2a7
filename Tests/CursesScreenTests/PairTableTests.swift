import TerminalUI
import Testing

@testable import CursesScreen

/// Without a terminal curses gives no pair, so these are about the attributes.
@Suite struct PairTableTests {
    private func bits(_ style: Style, colors: Int) -> UInt32 {
        var table = PairTable(colors: colors)
        let look = table.look(style)
        // The second time it comes from memory.
        #expect(table.look(style) == look)
        #expect(look.pair == 0)
        return look.bits
    }

    private func bits(_ attributes: Style.Attributes) -> UInt32 { UInt32(attributes.rawValue) }

    @Test(arguments: [0, 8, 256])
    func attributesAreTakenOver(colors: Int) {
        #expect(bits(.plain, colors: colors) == 0)
        let all: Style.Attributes = [.bold, .dim, .italic, .underline, .reverse]
        #expect(bits(Style(.indexed(1), on: .standard, all), colors: colors) == bits(all))
    }

    @Test func strikingThroughShowsAsDim() {
        #expect(bits(Style(.standard, on: .standard, [.strikethrough, .bold]), colors: 256) == bits([.dim, .bold]))
    }

    @Test func aBrightColourIsBoldWhereThereAreEight() {
        let style = Style(.indexed(9))
        #expect(bits(style, colors: 8) == bits(.bold))
        for colors in [0, 16, 256] { #expect(bits(style, colors: colors) == 0) }
    }

    @Test func aGreyIsDimWhereThePaletteIsSmall() {
        let style = Style(.indexed(240), on: .indexed(4))
        for colors in [8, 16] { #expect(bits(style, colors: colors) == bits(.dim)) }
        for colors in [0, 256] { #expect(bits(style, colors: colors) == 0) }
    }

    @Test func manyStylesAreLookedUpAsFew() {
        var table = PairTable(colors: 256)
        for number in 0..<10_000 {
            let color = Color.rgb(red: UInt8(number % 256), green: UInt8(number / 256), blue: 0)
            #expect(table.look(Style(color, on: .standard, .bold)) == (bits(.bold), 0))
        }
    }
}
