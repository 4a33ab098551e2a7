import Testing

@testable import TerminalUI

@Suite struct GoldenScreenTests {
    static let sizes = [
        Size(width: 80, height: 24), Size(width: 200, height: 60), Size(width: 60, height: 20),
        Size(width: 30, height: 8),
    ]

    @Test(arguments: Scene.allCases, sizes)
    func screenLooksAsItDid(_ scene: Scene, _ size: Size) throws {
        let frame = view(scene.model(size), size)
        try GoldenScreen.check(frame, "\(scene.rawValue)-\(size.width)x\(size.height)")
    }

    @Test(arguments: PaneScene.allCases, sizes.dropLast())
    func panesLookAsTheyDid(_ scene: PaneScene, _ size: Size) throws {
        try GoldenScreen.check(view(scene.model(size), size), "\(scene.rawValue)-\(size.width)x\(size.height)")
    }

    @Test(arguments: [PaneScene.startup, .graph, .events, .paletteSearch], [Size(width: 40, height: 12)])
    func smallPanesLookAsTheyDid(_ scene: PaneScene, _ size: Size) throws {
        try GoldenScreen.check(view(scene.model(size), size), "\(scene.rawValue)-40x12")
    }

    @Test(arguments: DataScene.allCases, sizes.dropLast())
    func dataLooksAsItDid(_ scene: DataScene, _ size: Size) throws {
        let frame = view(scene.model(size), size)
        try GoldenScreen.check(frame, "\(scene.rawValue)-\(size.width)x\(size.height)")
    }

    @Test(arguments: LogScene.allCases, sizes.dropLast())
    func logsLookAsTheyDid(_ scene: LogScene, _ size: Size) throws {
        let frame = view(scene.model(size), size)
        try GoldenScreen.check(frame, "\(scene.rawValue)-\(size.width)x\(size.height)")
    }
}
