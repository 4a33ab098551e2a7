/// xterm's 256 colours, and their approximation on terminals with fewer.
enum Palette {
    /// The six levels of the colour cube.
    private static let steps: [Int] = [0, 95, 135, 175, 215, 255]
    /// xterm's defaults for the first eight colours.
    private static let basic: [(Int, Int, Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    ]

    /// Returns the colour for an index on a terminal with this many colours.
    static func index(_ index: UInt8, colors: Int) -> Int {
        if Int(index) < colors { return Int(index) }
        if index < 16 { return Int(index) % 8 }
        let (red, green, blue) = components(index)
        return nearestBasic(red, green, blue)
    }

    /// Returns the nearest colour on a terminal with this many colours.
    static func nearest(_ red: UInt8, _ green: UInt8, _ blue: UInt8, colors: Int) -> Int {
        let (red, green, blue) = (Int(red), Int(green), Int(blue))
        guard colors >= 256 else { return nearestBasic(red, green, blue) }
        let cube = (step(red), step(green), step(blue))
        let cubeDistance = distance((red, green, blue), (steps[cube.0], steps[cube.1], steps[cube.2]))
        let grey = min(23, max(0, ((red + green + blue) / 3 - 3) / 10))
        let level = 8 + 10 * grey
        if distance((red, green, blue), (level, level, level)) < cubeDistance { return 232 + grey }
        return 16 + 36 * cube.0 + 6 * cube.1 + cube.2
    }

    private static func components(_ index: UInt8) -> (Int, Int, Int) {
        if index >= 232 {
            let level = 8 + 10 * (Int(index) - 232)
            return (level, level, level)
        }
        let cube = Int(index) - 16
        return (steps[cube / 36], steps[cube / 6 % 6], steps[cube % 6])
    }

    private static func nearestBasic(_ red: Int, _ green: Int, _ blue: Int) -> Int {
        basic.indices.min { distance(basic[$0], (red, green, blue)) < distance(basic[$1], (red, green, blue)) } ?? 7
    }

    private static func step(_ value: Int) -> Int {
        steps.indices.min { abs(steps[$0] - value) < abs(steps[$1] - value) } ?? 0
    }

    private static func distance(_ left: (Int, Int, Int), _ right: (Int, Int, Int)) -> Int {
        let (red, green, blue) = (left.0 - right.0, left.1 - right.1, left.2 - right.2)
        return red * red + green * green + blue * blue
    }
}
