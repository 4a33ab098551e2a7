import IgnoreRules
import Testing

/// Expectations from docs.docker.com/build/concepts/context and from moby's patternmatcher.
@Suite(.timeLimit(.minutes(1))) struct IgnoreRulesTests {
    @Test(arguments: [
        ("*.log", "a.log", true), ("*.log", "sub/a.log", false), ("**/*.log", "sub/deep/a.log", true),
        ("**/*.log", "a.log", true), ("**/*.go", "a/b/c.gob", false), ("*/temp*", "one/temporary.txt", true),
        ("*/temp*", "one/temp/x", true), ("*/temp*", "temp", false), ("*/temp*", "a/b/temp", false),
        ("*/*/temp*", "one/two/temporary", true), ("*/*/temp*", "one/temp", false),
        ("temp?", "tempa", true), ("temp?", "temp", false), ("temp?", "a/tempb", false), ("temp?", "tempé", true),
        ("node_modules", "node_modules/x/y", true), ("node_modules/", "node_modules/x/y.js", true),
        ("node_modules", "a/node_modules", false), ("**/node_modules", "web/app/node_modules/x", true),
        ("**/node_modules", "node_modules", true), ("/foo/bar/", "foo/bar/baz", true), ("./foo", "foo", true),
        ("./a/../b", "b", true), ("dir/**", "dir/a/b", true), ("dir/**", "dir", false), ("a/**/b", "a/b", true),
        ("a/**/b", "a/x/y/b", true), ("a/**/b", "ab", false), ("**", "any/thing", true), ("*", "a/b", true),
        ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), ("[^a-c]x", "dx", true), (#"\*x"#, "*x", true),
        (#"\*x"#, "ax", false), ("a.b", "axb", false), ("", "a", false), ("  spaced  ", "spaced", true),
        ("**/foo/bar", "foo/bar", true), ("**/foo/bar", "xfoo/bar", false), ("a*c", "a/c", false),
    ])
    func aPatternFitsAPathOrAFolderAboveIt(_ pattern: String, _ path: String, _ expected: Bool) throws {
        #expect(try IgnoreRules([pattern]).matches(path) == expected)
    }

    @Test func theLastPatternThatFitsDecides() throws {
        let rules = try IgnoreRules(["*.md", "!README*.md", "README-secret.md"])
        #expect(rules.matches("a.md") && !rules.matches("README.md") && rules.matches("README-secret.md"))
    }

    @Test func whatIsBelowAnIgnoredFolderCanBeTakenBack() throws {
        let rules = try IgnoreRules(text: "*\r\n!src\r\nsrc/private\r\n")
        #expect(rules.matches("docs/a") && !rules.matches("src/a.swift") && rules.matches("src/private/key"))
        #expect(try rules.hasExceptions && !IgnoreRules(["a"]).hasExceptions)
    }

    @Test func commentsOfAFileAreNoPatternsAndThoseOfAListAre() throws {
        let rules = try IgnoreRules(text: "\u{FEFF}# all\n\nbuild\r\n  # more\n#*\n")
        #expect(rules.matches("build/x") && !rules.matches("#x"))
        #expect(try IgnoreRules(text: "# all\n").isEmpty)
        #expect(try IgnoreRules(["#*#"]).matches("#x#"))
    }

    @Test(arguments: ["[", "[a", "a\\", "[z-a]", "!"]) func whatIsNoPatternIsNamed(_ line: String) {
        #expect { try IgnoreRules(["a", line]) } throws: { ($0 as? IgnoreProblem)?.line == line }
    }

    /// One that goes back for every star takes longer than anybody lives.
    @Test(arguments: ["*a*a*a*a*a*a*a*a*a*a*c", "**/a/**/a/**/a/**/a/**/c", "**a**a**a**a**a**c"])
    func manyStarsAreNoTrouble(_ pattern: String) throws {
        let path =
            pattern.contains("/")
            ? Array(repeating: "a", count: 400).joined(separator: "/") : String(repeating: "a", count: 400)
        #expect(try !IgnoreRules([pattern]).matches(path))
    }
}
