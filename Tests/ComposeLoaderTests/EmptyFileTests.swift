import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

@testable import ComposeLoader

/// Files with nothing but comments, as an override that is not used yet. v5.6.1 reads them beside other files.
@Suite struct EmptyFileTests {
    private static let app = "services: {a: {image: x}}\n"
    private static let names = ["compose.yaml", "override.yaml"]

    @Test(arguments: ["", "# nothing yet\n", "\n\n"]) func fileBesideOthersMayBeEmpty(empty: String) throws {
        for files in [[Self.app, empty], [empty, Self.app]] {
            let loading = Loading(Dictionary(uniqueKeysWithValues: zip(Self.names, files)), names: Self.names)
            #expect(try loading.load().project.services["a"] != nil)
        }
        let including = Loading(["compose.yaml": "include: [override.yaml]\n" + Self.app, "override.yaml": empty])
        #expect(try including.load().project.services["a"] != nil)
    }

    @Test(arguments: ["---\n", "null\n", "~\n"]) func emptyDocumentIsRefused(empty: String) {
        let loading = Loading(["compose.yaml": Self.app, "override.yaml": empty], names: Self.names)
        #expect { try loading.load() } throws: { error in
            (error as? DiagnosticsError)?.diagnostics.map(\.code) == ["empty-file"]
        }
    }

    @Test func oneFileMustHaveContent() {
        let loading = Loading(["compose.yaml": "", "override.yaml": "# too\n"], names: Self.names)
        #expect { try loading.load() } throws: { error in
            (error as? DiagnosticsError)?.diagnostics.map(\.code) == ["empty-file"]
        }
    }
}
