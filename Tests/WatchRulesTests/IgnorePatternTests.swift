import Testing
import WatchRules

/// The semantics of `.dockerignore`.
@Suite struct IgnorePatternTests {
    @Test(arguments: [
        ("*.log", "a.log", true), ("*.log", "sub/a.log", false), ("**/*.log", "sub/deep/a.log", true),
        ("**/*.log", "a.log", true), ("node_modules/", "node_modules/x/y.js", true),
        ("node_modules", "a/node_modules", false),
        ("*/temp*", "one/temporary.txt", true), ("*/*/temp*", "one/two/temp", true), ("*/*/temp*", "one/temp", false),
        ("temp?", "tempa", true), ("temp?", "temp", false), ("/abs", "abs/x", true), ("./a/../b", "b", true),
        ("[a-c].txt", "b.txt", true), ("[^a-c].txt", "b.txt", false), ("a\\*b", "a*b", true), ("a\\*b", "axb", false),
        ("a/**/z", "a/z", true), ("a/**/z", "a/b/c/z", true), ("a/**", "a/b/c", true), ("*", "a/b", true),
        ("", "a", false), ("  spaced  ", "spaced", true),
    ])
    func aPatternFitsAPath(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(IgnorePatterns([pattern]).matches(path) == expected)
    }

    @Test func theLastPatternThatFitsCounts() {
        let patterns = IgnorePatterns(["*.md", "!README*.md", "README-secret.md"])
        #expect(patterns.matches("a.md"))
        #expect(!patterns.matches("README-de.md"))
        #expect(patterns.matches("README-secret.md"))
    }

    @Test func whatIsBelowAnIgnoredFolderCanBeTakenBack() {
        let patterns = IgnorePatterns(["*", "!src"])
        #expect(patterns.matches("docs/a") && !patterns.matches("src/a.swift"))
        #expect(patterns.hasExceptions)
    }

    @Test func commentsOfAFileAreNoPatterns() {
        let patterns = IgnorePatterns(text: "# all\n\nbuild\r\n#*\n")
        #expect(patterns.matches("build/x") && !patterns.matches("#x"))
    }
}
