import Diagnostics
import Environments
import TestSupport
import Testing

@Suite struct EnvironmentFileTests {
    private static let complete = """
        repository: .
        branch: trunk
        migrations: migrations
        environments:
          local:
            stack: backend
            health: /api/v1/health
            version: { json: version }
            database: { env: DATABASE_URL }
          ci: { workflow: CI }
          staging:
            url: https://staging.example:8443/base/
            health: /health
            version: { path: /version, json: build.version }
            sha: { header: X-Git-SHA }
            database: { command: [op, read, "op://platform/staging/url"] }
            certificate: { warn_days: 30, ca: roots.pem }

        """

    private func read(_ text: String) throws -> EnvironmentFile {
        let folder = try TemporaryFolder()
        try folder.write("SELECT 1;\n", to: "migrations/0001_first.sql")
        try folder.write("", to: "roots.pem")
        let path = try folder.write(text, to: "environments.yaml")
        return try EnvironmentFileReader(path: path, displayPath: "environments.yaml").read()
    }

    /// Returns the problems, each as `line:column code`, and everything that would be shown of them.
    private func problems(_ text: String) throws -> (places: [String], words: String) {
        do {
            _ = try read(text)
            return ([], "")
        } catch let error as DiagnosticsError {
            let places = error.diagnostics.map { problem in
                "\(problem.location?.line ?? 0):\(problem.location?.column ?? 0) \(problem.code.rawValue)"
            }
            return (places, error.diagnostics.map { "\($0.message) \($0.hint ?? "")\n" }.joined())
        }
    }

    @Test func everyPartIsRead() throws {
        let file = try read(Self.complete)
        #expect(file.branch == "trunk")
        #expect(file.migrations?.hasSuffix("/migrations") == true)
        #expect(file.environments.map(\.name) == ["local", "ci", "staging"])
        let local = try #require(file["local"])
        #expect(local.place == .stack(service: "backend"))
        #expect(local.version == PlatformEnvironment.Statement(path: "/api/v1/health", part: .json(["version"])))
        #expect(local.database == .variable("DATABASE_URL"))
        #expect(file["ci"]?.place == .workflow(name: "CI"))
        let staging = try #require(file["staging"])
        let address = ServerAddress(isSecure: true, host: "staging.example", port: 8443, path: "/base")
        #expect(staging.place == .server(address))
        #expect(staging.version == PlatformEnvironment.Statement(path: "/version", part: .json(["build", "version"])))
        #expect(staging.commit == PlatformEnvironment.Statement(path: "/health", part: .header("X-Git-SHA")))
        #expect(staging.database == .command(["op", "read", "op://platform/staging/url"]))
        #expect(staging.certificate.warningDays == 30 && staging.certificate.roots?.hasSuffix("/roots.pem") == true)
        #expect(file["production"] == nil)
    }

    @Test func whatIsLeftOutHasDefaults() throws {
        let file = try read("environments: { demo: { url: \"http://demo.example\", health: / } }\n")
        #expect(file.branch == "main" && file.migrations == nil)
        #expect(file["demo"]?.certificate == PlatformEnvironment.CertificateRule())
        #expect(file["demo"]?.database == nil && file["demo"]?.version == nil)
    }

    @Test func misspeltKeysHaveTheNearestName() throws {
        let found = try problems(
            """
            enviroments: {}
            environments:
              staging: { url: "https://a.example", health: /, versoin: { json: a } }

            """
        )
        #expect(found.places == ["1:1 unknown-key", "3:51 unknown-key"])
        #expect(found.words.contains("did you mean 'environments'?") && found.words.contains("'version'"))
    }

    @Test func anEnvironmentSaysWhereItRuns() throws {
        let found = try problems(
            """
            environments:
              a: { health: / }
              b: { url: "https://b.example", health: /, stack: backend }
              c:
              d: { url: "https://d.example" }
              Staging: { workflow: CI }
              f: { workflow: CI, health: / }
              g: [1]

            """
        )
        #expect(
            found.places == [
                "2:3 missing-key", "3:45 two-places", "4:3 missing-value", "5:6 missing-key", "6:3 bad-name",
                "7:22 unknown-key", "8:6 wrong-type",
            ]
        )
    }

    @Test func secretsAreRefusedAndNotQuoted() throws {
        let found = try problems(
            """
            environments:
              a: { url: "https://ann:hunter2@a.example", health: / }
              b: { url: "https://b.example", health: /, database: "postgres://ann:hunter2@db/app" }
              c: { url: "https://c.example", health: /, database: { env: "postgres://ann:hunter2@db/app" } }

            """
        )
        #expect(found.places == ["2:13 written-secret", "3:55 written-secret", "4:62 bad-name"])
        #expect(!found.words.contains("hunter2"))
    }

    @Test func valuesAreChecked() throws {
        let found = try problems(
            """
            repository: nowhere
            branch: -x
            migrations: environments.yaml
            environments:
              a: { url: ftp://a.example, health: / }
              b: { url: "https://b.example?x=1", health: health }
              c: { url: "https://c.example:http", health: /, version: { json: a..b } }
              d: { url: "https://d.example", health: /, version: {}, sha: { json: a, header: b } }
              e: { url: "https://e.example", health: /, database: {}, certificate: { warn_days: soon } }
              f: { url: "http://f.example", health: /, certificate: { warn_days: 3 } }
              g: { url: "https://g.example", health: /, database: { command: op read } }
              h: { stack: backend, version: { json: a } }
              i: { url: "https://i.example", health: /, sha: { header: "a b" } }

            """
        )
        #expect(
            found.places == [
                "1:13 file-not-found", "2:9 bad-name", "3:13 wrong-kind", "5:13 bad-url", "6:13 bad-url",
                "6:46 bad-path", "7:13 bad-url", "7:67 bad-path", "8:54 missing-key", "8:82 two-places",
                "9:55 missing-key", "9:85 bad-number", "10:57 no-certificate", "11:66 wrong-type",
                "12:33 missing-key", "13:60 bad-name",
            ]
        )
    }

    @Test func fileThatIsMissingOrBrokenIsAnError() throws {
        let reader = EnvironmentFileReader(path: "/nowhere/environments.yaml", displayPath: "environments.yaml")
        #expect(throws: DiagnosticsError.self) { try reader.read() }
        #expect(try problems("environments: [\n").places == ["2:1 yaml-syntax"])
        #expect(try problems("").places == ["1:1 empty-file"])
        #expect(try problems("environments: {}\n").places == ["1:15 wrong-type"])
    }
}
