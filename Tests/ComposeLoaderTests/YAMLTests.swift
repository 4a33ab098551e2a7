import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// What is wrong with a file before it is looked at as a Compose file.
@Suite struct YAMLTests {
    static let cases: [BadCase] = [
        BadCase("an empty file", "", "1:1 empty-file"),
        BadCase("comments only", "# nothing\n# here\n", "1:1 empty-file"),
        BadCase("a document without a value", "---\n", "1:1 empty-file"),
        BadCase("a list", "- a\n- b\n", "1:1 wrong-type"),
        BadCase("a text", "hello\n", "1:1 wrong-type"),
        BadCase("a tab as indentation", "services:\n\ta:\n", "2:1 yaml-syntax"),
        BadCase("a missing colon", "services:\n  a\n  b: 1\n", "3:4 yaml-syntax"),
        BadCase("an unclosed bracket", "services: [a, b\n", "1:11 yaml-syntax"),
        BadCase("an unclosed quote", "name: \"abc\n", "1:7 yaml-syntax"),
        BadCase("an item without a blank", oneService("ports:\n- 80:80\n-81:81"), "6:5 yaml-syntax"),
        BadCase("a wrong indentation", "services:\n   a:\n  b:\n", "3:3 yaml-syntax"),
        BadCase("a duplicate key", oneService("user: a\nuser: b"), "5:5 duplicate-key"),
        BadCase("a duplicate service", "services:\n  a: {image: x}\n  a: {image: y}\n", "3:3 duplicate-key"),
        BadCase("three of one key", oneService("user: a\nuser: b\nuser: c"), "5:5 duplicate-key", "6:5 duplicate-key"),
        BadCase("an empty key", oneService("? \n: x"), "4:6 bad-key"),
        BadCase("a list as a key", oneService("? [a]\n: x"), "4:7 bad-key"),
        BadCase("an unknown anchor", "x-a: &one 1\n" + oneService("user: *on"), "5:11 unknown-anchor"),
        BadCase("an unknown anchor for a service", "services:\n  a: *no\n", "2:6 unknown-anchor"),
        BadCase("an alias inside its anchor", oneService("x-a: &a\n  b: *a"), "5:10 recursive-alias"),
        BadCase("a merge key with a text", oneService("<<: text"), "4:9 bad-merge-key"),
        BadCase(
            "a merge key with a list of texts",
            oneService("<<: [a, b]"),
            "4:10 bad-merge-key",
            "4:13 bad-merge-key"
        ),
        BadCase("two merge keys", "x-a: &a {user: u}\n" + oneService("<<: *a\n<<: *a"), "6:5 duplicate-key"),
        BadCase("a misspelt tag", oneService("user: !rest x"), "4:11 warning unknown-tag"),
        BadCase("a control character", "services:\n  a: {image: \"\u{7}\"}\n", "2:15 control-character"),
        BadCase("an escaped NUL", oneService("command: [\"a\\0b\"]"), "4:15 nul-byte"),
        BadCase("a NUL byte", "services:\n  ä: \u{0}\n", "2:6 nul-byte"),
    ]

    @Test(arguments: cases) func reports(_ bad: BadCase) { bad.check() }

    @Test(
        arguments: [
            ("services:\n  a\n    image: x\n", "line 2 is missing a ':' at the end"),
            ("services:\n  a:\n    command: echo b: c\n", "quote text that contains ': '"),
            ("services:\n  a:\n    image: \"x\n    ports: [\"80\"]\n", "close the quote of line 3 where its text ends"),
            (
                "services:\n  a:\n    image: x\n  ports: ['80:80']\n",
                "'ports' is a key of a service; indent it below one"
            ),
            (oneService("environment:\n  - A: b"), "write it as 'KEY=value', or leave the '-' out"),
            (oneService("environment:\n  A=b"), "put '- ' before it, or write it as 'KEY: value'"),
            ("services:\n  a:\n    image: x\nports: ['80:80']\n", "'ports' is a key of a service; indent it below one"),
            (
                "services:\n  a:\n    image: x\n  \u{A0} user: x\n",
                "it contains a no-break space (U+00A0), not a space; type spaces"
            ),
        ]
    )
    func hintsSayWhatAPersonDid(_ yaml: String, _ hint: String) {
        #expect(Loading(yaml).diagnostics().contains { $0.hint == hint }, "\(Loading(yaml).diagnostics())")
    }

    @Test func aMergeOfAListIsShownWhereItIsUsed() {
        let yaml = "x-e: &e\n  - A=1\n" + oneService("environment:\n  <<: *e\n  B: 2")
        #expect(Loading(yaml).problems() == ["7:11 bad-merge-key"])
        #expect(Loading(yaml).diagnostics().first?.notes.first?.location?.line == 2)
    }

    @Test func aQuoteThatIsClosedTooLateIsShownWhereItOpens() {
        let notes = Loading("services:\n  a:\n    image: \"x\n    ports: [\"80\"]\n").diagnostics().flatMap(\.notes)
        #expect(
            notes.contains { $0.location?.line == 3 && $0.message == "the quote that opens here is closed at 4:13" }
        )
    }

    @Test func notesTheFirstOfTwoKeys() {
        let diagnostic = Loading(oneService("user: a\nuser: b")).diagnostics().first
        #expect(diagnostic?.notes.first?.location == SourceLocation(file: "compose.yaml", line: 4, column: 5))
    }

    @Test func findsTheByteThatIsNotUTF8() {
        var bytes = Array("services:\n  ä: ".utf8)
        bytes += [0xC3, 0x28]
        #expect(problems(of: bytes) == ["compose.yaml:2:6 invalid-utf8"])
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x61, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x61], "UTF-16"), ([0x61, 0, 0x3A, 0], "UTF-16"),
            ([0, 0x61, 0, 0x3A], "UTF-16"), ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "UTF-32"), ([0x61, 0, 0, 0], "UTF-32"),
            ([0, 0, 0, 0x61], "UTF-32"),
        ]
    )
    func namesTheEncoding(_ bytes: [UInt8], _ encoding: String) {
        #expect(problems(of: bytes) == ["compose.yaml:1:1 invalid-utf8"])
        let error = #expect(throws: DiagnosticsError.self) { try load(bytes) }
        #expect(error?.diagnostics.map(\.message) == ["the file is \(encoding)"])
    }

    @Test func takesAByteOrderMark() throws {
        let project = try load([0xEF, 0xBB, 0xBF] + Array(oneService("user: a").utf8)).project
        #expect(project.services["a"]?.location == SourceLocation(file: "compose.yaml", line: 2, column: 3))
    }

    @Test func takesWindowsLineEnds() throws {
        let text = oneService("user: a\ncommand: echo b").split(separator: "\n").joined(separator: "\r\n")
        let service = try load(Array(text.utf8)).project.services["a"]
        #expect(service?.command == ["echo", "b"])
        #expect(service?.user == "a")
    }

    @Test func countsColumnsInCharacters() {
        #expect(Loading("services:\n  a: {image: äöü, imge: y}\n").problems() == ["2:19 unknown-key"])
    }

    @Test func anchorsAliasesAndMergeKeysExpand() throws {
        let yaml = """
            x-env: &env {A: "1", B: "2"}
            x-more: &more {B: "3", C: "3"}
            services:
              a:
                image: &image x
                hostname: *image
                environment:
                  <<: [*env, *more]
                  A: own
            """
        let service = try Loading(yaml).service()
        #expect(service.hostname == "x")
        #expect(service.environment == ["A": "own", "B": "2", "C": "3"])
    }

    @Test func aTextTagMakesAText() throws {
        #expect(try Loading(oneService("user: !!str 1000")).service().user == "1000")
    }

    private func load(_ bytes: [UInt8]) throws(DiagnosticsError) -> LoadedProject {
        var files = MemoryFiles()
        files.contents["/home/compose.yaml"] = bytes
        let options = ComposeLoader.Options(files: ["compose.yaml"], workingDirectory: "/home")
        return try ComposeLoader(options: options, files: files).load()
    }

    private func problems(of bytes: [UInt8]) -> [String] {
        do {
            return try load(bytes).warnings.map { "\($0)" }
        } catch {
            return error.diagnostics.map { "\($0.location.map { "\($0)" } ?? "-") \($0.code.rawValue)" }
        }
    }
}
