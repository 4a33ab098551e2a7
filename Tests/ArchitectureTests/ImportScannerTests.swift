import Testing

@Suite struct ImportScannerTests {
    private func modules(_ source: String) -> [String] { ImportScanner.imports(in: source).map(\.module) }

    @Test(arguments: [
        "import Base", "  import Base", "\timport   Base  // why", "public import Base", "internal import Base",
        "@testable import Base", "@preconcurrency public import Base", "@_spi(Inner) @testable import Base",
        "import struct Base.Thing", "public import func Base.call", "import Base.Part", "import `Base`",
        "import Base;", "/* why */ import Base", "@_exported import class Base.Thing",
    ])
    func everyFormOfAnImportIsSeen(line: String) {
        #expect(modules(line) == ["Base"])
    }

    @Test func severalOnALineAreSeen() {
        #expect(modules("import A; import B") == ["A", "B"])
    }

    @Test(arguments: [
        "// import Base", "/// import Base", "let x = \"import Base\"", "important()", "/* import Base */",
        "/*\nimport Base\n*/", "/* /* */\nimport Base\n*/", "let text = \"\"\"\n    import Base\n    \"\"\"",
        "func import_()",
    ])
    func whatIsNoImportIsNotTakenForOne(source: String) {
        #expect(modules(source).isEmpty)
    }

    @Test func linesAreCountedThroughCommentsAndTexts() {
        let source = "/*\nimport A\n*/\nlet a = \"\"\"\n    import B\n    \"\"\"\nimport C\r\nimport D\n"
        #expect(
            ImportScanner.imports(in: source) == [
                ImportScanner.Import(module: "C", line: 7), ImportScanner.Import(module: "D", line: 8),
            ]
        )
    }
}
