import Testing

@testable import ServiceGraph

@Suite struct GraphRendererTests {
    private let stack = [
        "postgres", "temporal: postgres!", "temporal-ui = temporal", "migrate: postgres!",
        "backend: postgres! temporal! migrate+ search?", "search", "frontend: backend!", "clamav",
    ]

    private func render(_ definitions: [String], _ format: GraphRenderer.Format, ascii: Bool = false) throws -> String {
        GraphRenderer(try graph(definitions), usesASCII: ascii).render(format)
    }

    @Test func theTreeShowsWhatEachServiceNeeds() throws {
        #expect(
            try render(stack, .tree) == """
                frontend
                └── backend (healthy)
                    ├── postgres (healthy)
                    ├── temporal (healthy)
                    │   └── postgres (healthy)
                    ├── migrate (completed)
                    │   └── postgres (healthy)
                    └── search (started, optional)
                temporal-ui
                └── temporal ↑ (provides)
                clamav

                """
        )
    }

    @Test func theTreeCanDoWithoutUnicode() throws {
        let text = try render(["a: b c", "b: c", "c: d", "d", "e: b"], .tree, ascii: true)
        #expect(
            text == """
                a
                |-- b (started)
                |   `-- c (started)
                |       `-- d (started)
                `-- c ^ (started)
                e
                `-- b ^ (started)

                """
        )
        #expect(text.utf8.allSatisfy { $0 < 128 })
    }

    @Test(.timeLimit(.minutes(1))) func aDeepTreeGoesOnFurtherDown() throws {
        let count = 5_000
        let lines = try render(chain(count), .tree).split(separator: "\n")
        #expect(lines.filter { $0.contains(" ↓ ") }.count == (count - 2) / GraphRenderer.maximumDepth)
        #expect(lines.allSatisfy { $0.count < 150 })
        for name in ["s0", "s24", "s48", "s4992"] { #expect(lines.contains { $0 == name }) }
        let drawn = lines.filter { !$0.contains(" ↓ ") }
        #expect(drawn.count == count)
    }

    @Test func everyServiceIsInTheTree() throws {
        // A ladder: the number of paths doubles with every step, the tree must not.
        let ladder = (0..<60).map { "s\($0): s\($0 + 1) s\($0 + 1)b" } + (1...60).map { "s\($0)b: s\(min(60, $0 + 1))" }
        let definitions = ladder.filter { !$0.hasPrefix("s60b") } + ["s60", "s60b"]
        let text = try render(definitions, .tree)
        #expect(text.split(separator: "\n").count < 250)
        for name in try graph(definitions).names { #expect(text.contains(name)) }
    }

    @Test func dotNamesEdgesAndQuotes() throws {
        #expect(
            try render(["a\"b: c? d!", "c", "d"], .dot) == """
                digraph services {
                    rankdir=LR;
                    node [shape=box];
                    "c";
                    "d";
                    "a\\"b";
                    "a\\"b" -> "c" [label="started, optional", style=dashed];
                    "a\\"b" -> "d" [label="healthy"];
                }

                """
        )
    }

    @Test func mermaidUsesNumbersForNames() throws {
        #expect(
            try render(["end: c? d!", "c", "d"], .mermaid) == """
                flowchart LR
                    s0["c"]
                    s1["d"]
                    s2["end"]
                    s2 -.->|"started, optional"| s0
                    s2 -->|"healthy"| s1

                """
        )
    }

    @Test func jsonHoldsTheWholeGraph() throws {
        #expect(
            try render(["ui = server", "server"], .json) == """
                {
                  "layers" : [
                    [
                      "server"
                    ],
                    [
                      "ui"
                    ]
                  ],
                  "services" : [
                    {
                      "dependencies" : [

                      ],
                      "dependents" : [
                        "ui"
                      ],
                      "layer" : 0,
                      "name" : "server"
                    },
                    {
                      "dependencies" : [
                        {
                          "condition" : "service_started",
                          "implicit" : true,
                          "required" : true,
                          "restart" : true,
                          "service" : "server"
                        }
                      ],
                      "dependents" : [

                      ],
                      "layer" : 1,
                      "name" : "ui"
                    }
                  ]
                }

                """
        )
    }
}
