import Testing

@testable import CursesScreen

@Suite struct PaletteTests {
    /// The red, green and blue of xterm's colours from 16 on. Source: xterm's 256colres.pl.
    private static func components(of index: UInt8) -> (UInt8, UInt8, UInt8) {
        if index >= 232 {
            let level = 8 + 10 * (index - 232)
            return (level, level, level)
        }
        let cube = index - 16
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        return (levels[Int(cube / 36)], levels[Int(cube / 6 % 6)], levels[Int(cube % 6)])
    }

    @Test(arguments: 16...255 as ClosedRange<UInt8>)
    func aColourOfTheCubeOrTheGreysIsItsOwnNearest(index: UInt8) {
        let (red, green, blue) = Self.components(of: index)
        #expect(Palette.nearest(red, green, blue, colors: 256) == Int(index))
    }

    @Test(arguments: [8, 16, 88, 256])
    func whatTheTerminalHasStaysAndTheRestIsStoodInFor(colors: Int) {
        for index in UInt8.min...UInt8.max {
            let standIn = Palette.index(index, colors: colors)
            if Int(index) < colors { #expect(standIn == Int(index)) } else { #expect((0..<8).contains(standIn)) }
        }
    }

    @Test(arguments: [(9, 1), (15, 7), (196, 1), (46, 2), (226, 3), (21, 4), (16, 0), (232, 0), (231, 7), (255, 7)])
    func fewColoursStandInByLikeness(index: UInt8, expected: Int) {
        #expect(Palette.index(index, colors: 8) == expected)
    }

    @Test func anyColourFindsOneOfThoseThereAre() {
        for red in stride(from: UInt8.min, through: 255, by: 51) {
            for green in stride(from: UInt8.min, through: 255, by: 51) {
                for blue in stride(from: UInt8.min, through: 255, by: 51) {
                    #expect((0..<8).contains(Palette.nearest(red, green, blue, colors: 8)))
                    #expect((16..<256).contains(Palette.nearest(red, green, blue, colors: 256)))
                }
            }
        }
        #expect(Palette.nearest(255, 0, 0, colors: 8) == 1)
        #expect(Palette.nearest(250, 250, 250, colors: 16) == 7)
    }
}
