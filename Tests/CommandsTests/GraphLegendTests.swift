import Testing

@testable import Commands

@Suite struct GraphLegendTests {
    @Test func arrowsAreExplainedWhereThereAreAny() {
        #expect(GraphCommand.legend("a\n└── b ↑ (started)\n", usesASCII: false) == "↑ its dependencies are drawn above\n")
        #expect(GraphCommand.legend("a\n`-- b v (started)\n", usesASCII: true) == "v its dependencies are drawn below\n")
        #expect(GraphCommand.legend("a\n└── b (started)\n", usesASCII: false).isEmpty)
    }
}
