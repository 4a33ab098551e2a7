import ArgumentParser
import ComposeLoader
import Testing
import YAMLTree

@testable import Commands

/// What `config` prints of a project.
@Suite struct ConfigCommandTests {
    private struct OneFile: FileAccess {
        var text: String

        func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
            guard path == "/app/compose.yaml" else { throw FileAccessError(.notFound) }
            return Array(text.utf8)
        }

        func isPiped(_ path: String) -> Bool { false }

        func kind(of path: String) -> FileKind? { path == "/app/compose.yaml" ? .file(isExecutable: false) : nil }
    }

    private static let text = """
        services:
          web: {build: ., depends_on: [db], volumes: ["data:/d"], networks: [front]}
          db: {image: postgres, volumes: ["pg:/d"], profiles: []}
          extra: {image: extra, volumes: ["more:/d"]}
          off: {image: off, profiles: [debug, tools]}
        volumes: {data: , pg: , more: }
        networks: {front: }
        """

    private func output(_ arguments: String..., only services: [String] = []) throws -> String {
        let options = ComposeLoader.Options(files: ["compose.yaml"], workingDirectory: "/app")
        let loaded = try ComposeLoader(options: options, files: OneFile(text: Self.text)).load()
        let command = try ConfigCommand.parse(arguments)
        return try command.text(of: services.isEmpty ? loaded : loaded.only(services))
    }

    @Test func namesArePrintedOneALine() throws {
        #expect(try output("--services") == "web\ndb\nextra\n")
        #expect(try output("--volumes") == "data\npg\nmore\n")
        #expect(try output("--images") == "app-web\npostgres\nextra\n")
        #expect(try output("--profiles") == "debug\ntools\n")
    }

    @Test func variablesArePrintedUnderTheFileThatGaveThem() throws {
        var options = ComposeLoader.Options(files: ["compose.yaml"], workingDirectory: "/app")
        options.environment = ["PWD": "/app", "LANG": "C"]
        options.environmentFiles = [.init(path: "one.env"), .init(path: "/dev/fd/63")]
        let files = SomeFiles(texts: [
            "/app/compose.yaml": Self.text, "/app/one.env": "B='two words'\nA=1\nLANG=de\n", "/dev/fd/63": "SECRET=s\n",
        ])
        let loaded = try ComposeLoader(options: options, files: files).load()
        let text = try ConfigCommand.parse(["--variables"]).text(of: loaded)
        #expect(
            text == """
                # one.env
                A=1
                B='two words'

                # /dev/fd/63
                # SECRET (from a pipe, not shown)

                # the environment
                LANG=C
                PWD=/app

                # cpadev
                COMPOSE_PROJECT_NAME=app

                """
        )
        let json = try ConfigCommand.parse(["--variables", "--json"]).text(of: loaded)
        #expect(json.contains("\"source\" : \"one.env\"") && !json.contains("\"s\""))
    }

    private struct SomeFiles: FileAccess {
        var texts: [String: String]

        func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
            guard let text = texts[path] else { throw FileAccessError(.notFound) }
            return Array(text.utf8)
        }

        func isPiped(_ path: String) -> Bool { false }

        func kind(of path: String) -> FileKind? { texts[path] == nil ? nil : .file(isExecutable: false) }
    }

    @Test func jsonHasTwoSpellings() throws {
        #expect(try output("--json") == output("--format", "json"))
        #expect(try output("--json").hasPrefix("{\n"))
        #expect(try output() == output("--format", "yaml"))
        #expect(try output().hasPrefix("name: app\n"))
    }

    @Test func servicesBringWhatTheyDependOnAndUse() throws {
        #expect(try output("--services", only: ["web"]) == "web\ndb\n")
        #expect(try output("--volumes", only: ["web"]) == "data\npg\n")
        let text = try output(only: ["extra"])
        #expect(text.contains("more") && !text.contains("front") && !text.contains("pg"))
    }

    @Test func onlyOneKindOfNameCanBePrinted() {
        #expect(throws: (any Error).self) { try ConfigCommand.parse(["--services", "--images"]) }
    }
}
