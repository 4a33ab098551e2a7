import Testing

@testable import TerminalUI

@Suite struct GoldenScreenTests {
    private static let sceneSizes = paneSizes + [Size(width: 30, height: 8)]
    private static let paneSizes = [Size(width: 80, height: 24), Size(width: 60, height: 20)]
    /// What only a wide screen shows: three columns, wide characters in them, keys in two columns, dividers.
    private static let wideScenes: [Scene] = [.healthy, .wide, .help]
    private static let widePanes: [PaneScene] = [.divided, .alerts]
    private static let wideSizes = [Size(width: 200, height: 60)]
    private static let smallPanes: [PaneScene] = [.startup, .graph, .events, .paletteSearch]
    private static let smallPaneSizes = [Size(width: 40, height: 12)]

    @Test(arguments: Scene.allCases, sceneSizes)
    func screenLooksAsItDid(_ scene: Scene, _ size: Size) throws {
        try GoldenScreen.check(view(scene.model(size), size), Self.name(scene, size))
    }

    @Test(arguments: wideScenes, wideSizes)
    func wideScreensLookAsTheyDid(_ scene: Scene, _ size: Size) throws {
        try GoldenScreen.check(view(scene.model(size), size), Self.name(scene, size))
    }

    @Test(arguments: widePanes, wideSizes)
    func widePanesLookAsTheyDid(_ scene: PaneScene, _ size: Size) throws {
        try GoldenScreen.check(view(scene.model(size), size), Self.name(scene, size))
    }

    @Test(arguments: PaneScene.allCases, paneSizes)
    func panesLookAsTheyDid(_ scene: PaneScene, _ size: Size) throws {
        try GoldenScreen.check(view(scene.model(size), size), Self.name(scene, size))
    }

    @Test(arguments: smallPanes, smallPaneSizes)
    func smallPanesLookAsTheyDid(_ scene: PaneScene, _ size: Size) throws {
        try GoldenScreen.check(view(scene.model(size), size), Self.name(scene, size))
    }

    @Test(arguments: DataScene.allCases, paneSizes)
    func dataLooksAsItDid(_ scene: DataScene, _ size: Size) throws {
        try GoldenScreen.check(view(scene.model(size), size), Self.name(scene, size))
    }

    @Test(arguments: LogScene.allCases, paneSizes)
    func logsLookAsTheyDid(_ scene: LogScene, _ size: Size) throws {
        try GoldenScreen.check(view(scene.model(size), size), Self.name(scene, size))
    }

    /// The lists are those of the tests above.
    @Test func everyGoldenScreenIsUsed() throws {
        try GoldenScreen.checkOrphans(
            besides: Self.names(Scene.allCases, Self.sceneSizes)
                + Self.names(Self.wideScenes, Self.wideSizes)
                + Self.names(Self.widePanes, Self.wideSizes)
                + Self.names(PaneScene.allCases, Self.paneSizes)
                + Self.names(Self.smallPanes, Self.smallPaneSizes)
                + Self.names(DataScene.allCases, Self.paneSizes)
                + Self.names(LogScene.allCases, Self.paneSizes)
        )
    }

    private static func names(_ scenes: [some RawRepresentable<String>], _ sizes: [Size]) -> [String] {
        scenes.flatMap { scene in sizes.map { name(scene, $0) } }
    }

    private static func name(_ scene: some RawRepresentable<String>, _ size: Size) -> String {
        "\(scene.rawValue)-\(size.width)x\(size.height)"
    }
}
