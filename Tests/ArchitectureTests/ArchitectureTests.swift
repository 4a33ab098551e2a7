import Testing

/// ARCHITECTURE.md says who may import whom; the sources and Package.swift keep to it.
@Suite struct ArchitectureTests {
    @Test func noTargetImportsWhatTheTableDoesNotAllow() throws {
        let repository = Repository()
        let arrows = Arrows(
            table: ModuleTable(markdown: try repository.text(of: "ARCHITECTURE.md")),
            plan: PackagePlan(manifest: try repository.text(of: "Package.swift")),
            folders: try repository.sourceFolders(),
            files: try repository.sourceFiles()
        )
        #expect(arrows.table.rows.count > 10 && arrows.files.count > 10, "nothing was found to compare")
        for problem in arrows.problems { Issue.record(Comment(rawValue: problem)) }
    }

    /// What a compiler or an editor leaves at the top level is easily committed.
    @Test func nothingStrayIsAtTheTopLevel() throws {
        let known: Set<String> = [
            ".ci", ".env.example", ".gitignore", ".shellcheckrc", ".swift-format", "ARCHITECTURE.md", "CONTRIBUTING.md",
            "Package.swift", "README.md", "Sources", "Tests", "compose", "scripts", "seeds",
        ]
        #expect(try Repository().topLevel().subtracting(known) == [])
    }
}
