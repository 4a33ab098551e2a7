import Testing

/// The test that guards the architecture finds what it is there to find.
@Suite struct ArrowsTests {
    private let document = """
        | other | table |
        |---|---|
        | `X` | not ours |

        | target | what | may import | libraries |
        |---|---|---|---|
        | `Base` | values | - | - |
        | `Upper` | more than `values`… | `Base` | `NIOCore` |
        """

    private let manifest = """
        let targets: [Target] = [
            .systemLibrary(name: "CSystem", pkgConfig: "system", providers: [.apt(["libsystem-dev"])]),
            // .target(name: "Old"),
            .target(name: "Base"),
            .target(name: "Upper", dependencies: [
                "Base",
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
            .executableTarget(name: "tool", dependencies: ["Base", .product(name: "A", package: "a"), "Upper"]),
        ]
        let testTargets: [Target] = [
            .testTarget(name: "UpperTests", dependencies: ["Upper"]),
        ]
        """

    private func problems(
        document: String? = nil,
        manifest: String? = nil,
        folders: Set<String> = ["Base", "Upper"],
        _ sources: (target: String, text: String)...
    ) -> [String] {
        let kept = (manifest ?? self.manifest).split(separator: "\n").filter {
            manifest != nil || !$0.contains("CSystem") && !$0.contains("tool")
        }
        return Arrows(
            table: ModuleTable(markdown: document ?? self.document),
            plan: PackagePlan(manifest: kept.joined(separator: "\n")),
            folders: folders,
            files: sources.map { target, text in
                Arrows.SourceFile(path: "Sources/\(target)/A.swift", target: target, text: text)
            }
        ).problems
    }

    @Test func whatTheTableAllowsIsNoProblem() {
        #expect(problems(("Upper", "public import Base\nimport NIOCore\nimport Glibc"), ("Base", "import Swift")) == [])
    }

    @Test func anArrowAgainstTheTableIsFoundWithItsLine() {
        #expect(
            problems(("Base", "import Glibc\n\n@testable internal import Upper")) == [
                "Sources/Base/A.swift:3: Base imports Upper; ARCHITECTURE.md:7 does not allow it"
            ]
        )
    }

    @Test func aLibraryThatTheTableDoesNotListIsFound() {
        #expect(
            problems(("Base", "import Foundation")) == [
                "Sources/Base/A.swift:1: Base imports Foundation; ARCHITECTURE.md:7 does not allow it"
            ]
        )
    }

    @Test func anImportThatPackageSwiftDoesNotDeclareIsFound() {
        let manifest = """
            .target(name: "Base"),
            .target(name: "Upper", dependencies: ["Base"]),
            """
        #expect(
            problems(manifest: manifest, ("Upper", "import NIOCore")) == [
                "Sources/Upper/A.swift:1: Upper imports NIOCore without declaring it in Package.swift"
            ]
        )
    }

    @Test func aDependencyThatTheTableDoesNotAllowIsFound() {
        let manifest = """
            .target(name: "Base", dependencies: ["Upper"]),
            .target(name: "Upper"),
            """
        #expect(
            problems(manifest: manifest) == [
                "Package.swift:1: Base depends on Upper, which ARCHITECTURE.md:7 does not allow"
            ]
        )
    }

    @Test func aTargetUnderTestsIsForTestsAlone() {
        let manifest = """
            .target(name: "Base", dependencies: ["Support"]),
            .target(name: "Upper"),
            .target(name: "Support", path: "Tests/Support"),
            """
        #expect(
            problems(manifest: manifest, ("Upper", "import Support")) == [
                "Package.swift:1: Base depends on Support, which ARCHITECTURE.md:7 does not allow",
                "Sources/Upper/A.swift:1: Upper imports Support; ARCHITECTURE.md:8 does not allow it",
            ]
        )
    }

    @Test func targetsAndRowsMustMatch() {
        #expect(problems(folders: ["Base"]) == ["ARCHITECTURE.md:8: there is no Sources/Upper"])
        #expect(
            problems(folders: ["Base", "Upper", "New"]) == [
                "Sources/New: has no row in ARCHITECTURE.md", "Sources/New: has no target in Package.swift",
            ]
        )
    }

    @Test func aTableWithMistakesIsFound() {
        #expect(problems(document: "nothing").first?.hasPrefix("ARCHITECTURE.md: no table with the head") == true)
        let twice = document + "\n| `Base` | again | `Nobody` | - |"
        #expect(problems(document: twice) == ["ARCHITECTURE.md:9: a row names one target, and a target has one row"])
        let unknown = document.replacing("| `Base` | values | - |", with: "| `Base` | values | `Nobody` |")
        #expect(
            problems(document: unknown) == [
                "ARCHITECTURE.md:7: 'Nobody', which Base may import, is no target of this table"
            ]
        )
    }

    @Test func theManifestIsUnderstood() {
        let targets = PackagePlan(manifest: manifest).targets
        #expect(Set(targets.keys) == ["CSystem", "Base", "Upper", "tool"])
        #expect(targets["CSystem"]?.targets == [])
        #expect(targets["Upper"]?.targets == ["Base"] && targets["Upper"]?.products == ["NIOCore"])
        #expect(targets["tool"]?.targets == ["Base", "Upper"] && targets["tool"]?.products == ["A"])
        #expect(targets["Upper"]?.line == 5)
    }
}
