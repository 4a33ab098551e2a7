import Testing

@testable import DockerEngine

/// Expectations from docs.docker.com/build/concepts/context and from moby's patternmatcher.
@Suite struct DockerIgnoreTests {
    @Test(arguments: [
        ("*/temp*", "somedir/temporary.txt", true), ("*/temp*", "somedir/temp/x", true),
        ("*/temp*", "temp", false), ("*/temp*", "a/b/temp", false),
        ("*/*/temp*", "somedir/subdir/temporary.txt", true),
        ("temp?", "tempa", true), ("temp?", "temp", false), ("temp?", "a/tempb", false),
        ("**/*.go", "a.go", true), ("**/*.go", "a/b/c.go", true), ("**/*.go", "a/b/c.gob", false),
        ("node_modules", "node_modules/x/y", true), ("node_modules", "web/node_modules", false),
        ("**/node_modules", "web/app/node_modules/x", true), ("**/node_modules", "node_modules", true),
        ("/foo/bar/", "foo/bar/baz", true), ("./foo", "foo", true), ("foo/../bar", "bar", true),
        ("dir/**", "dir/a/b", true), ("dir/**", "dir", false), ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true),
        ("a/**/b", "ab", false), ("**", "any/thing", true), ("*", "a/b", true), ("*.md", "README.md", true),
        ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), ("[^a-c]x", "dx", true), (#"\*x"#, "*x", true),
        (#"\*x"#, "ax", false), ("a.b", "axb", false), ("# comment", "# comment", false), ("", "a", false),
        ("**/foo/bar", "foo/bar", true), ("**/foo/bar", "xfoo/bar", false), ("a*c", "a/c", false),
    ])
    func aPatternMatchesAPathOrAFolderAboveIt(_ pattern: String, _ path: String, _ isIgnored: Bool) throws {
        #expect(try DockerIgnore(pattern).ignores(path) == isIgnored)
    }

    @Test func theLastPatternThatMatchesDecides() throws {
        let ignore = try DockerIgnore("\u{FEFF}*.md\n  !README*.md  \nREADME-secret.md\n# *\n\n")
        #expect(ignore.ignores("a.md") && !ignore.ignores("README.md") && ignore.ignores("README-secret.md"))
    }

    @Test func anExceptionTakesAFileOutOfAnIgnoredFolder() throws {
        let ignore = try DockerIgnore("*\r\n!src\r\nsrc/private\r\n")
        #expect(ignore.ignores("a") && !ignore.ignores("src/x") && ignore.ignores("src/private/key"))
    }

    @Test(arguments: ["[", "[a", "a\\", "[z-a]", "!"]) func whatIsNoPatternIsSaidToBeNone(_ line: String) {
        #expect { _ = try DockerIgnore(line) } throws: { ($0 as? EngineError)?.code == .invalidConfiguration }
    }
}
