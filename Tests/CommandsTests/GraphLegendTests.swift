import Testing

@testable import Commands

@Suite struct GraphLegendTests {
    @Test func arrowsAreExplainedWhereThereAreAny() {
        let glyphs = GraphCommand.legend("a\n└── b ↑ (started)\n", usesASCII: false)
        #expect(glyphs == "↑ its dependencies are drawn above\n")
        let letters = GraphCommand.legend("a\n`-- b v (started)\n", usesASCII: true)
        #expect(letters == "v its dependencies are drawn below\n")
        #expect(GraphCommand.legend("a\n└── b (started)\n", usesASCII: false).isEmpty)
    }
}
