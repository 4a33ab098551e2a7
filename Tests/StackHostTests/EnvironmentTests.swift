import FoundationEssentials
import Testing

@testable import StackHost

/// Where the stack of an environment is.
@Suite struct EnvironmentTests {
    private final class Folder {
        let path: String

        init(_ files: String...) throws {
            let base = FileManager.default.temporaryDirectory.path + "/environment-" + UUID().uuidString
            for file in [".git/HEAD"] + files {
                let url = URL(fileURLWithPath: base + "/" + file)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data().write(to: url)
            }
            // As `StackLocation` shows it, also where the folder of temporary files is a link.
            path = StackLocation.resolvingLinks(above: base)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func locate(_ name: String? = nil, files: [String] = [], _ variables: [String: String] = [:]) throws
            -> StackLocation
        {
            var source = ProjectSource()
            source.environmentName = name
            source.files = files
            return try StackLocation(source, environment: variables, workingDirectory: path)
        }
    }

    @Test func theOverlayIsMergedLastAndTheStateIsItsOwn() throws {
        let folder = try Folder("compose/compose.yaml", "compose/compose.override.yaml", "compose/compose.demo.yaml")
        let location = try folder.locate("demo")
        let names = ["compose.yaml", "compose.override.yaml", "compose.demo.yaml"]
        #expect(location.files == names.map { "\(folder.path)/compose/\($0)" })
        #expect(location.stateDirectory == "\(folder.path)/.cpadev-demo")
        #expect(location.environmentName == "demo")
        let own = try folder.locate()
        #expect(own.files.count == 2 && own.stateDirectory == "\(folder.path)/.cpadev")
        #expect(own.socketPath != location.socketPath)
    }

    @Test func theVariableSelectsAnEnvironmentAndTheOptionAnother() throws {
        let folder = try Folder("compose.yml", "compose.demo.yaml", "compose.stage.yml")
        let variables = ["CPADEV_ENVIRONMENT": "demo", "CPADEV_STATE_DIR": "state"]
        #expect(try folder.locate(nil, variables).stateDirectory == "\(folder.path)/state-demo")
        #expect(try folder.locate(nil, variables).files.last == "\(folder.path)/compose.demo.yaml")
        #expect(try folder.locate("stage", variables).files.last == "\(folder.path)/compose.stage.yml")
        #expect(try folder.locate("", variables).environmentName == nil)
        #expect(try folder.locate("", variables).stateDirectory == "\(folder.path)/state")
    }

    @Test func theProjectsEnvFileMaySelectIt() throws {
        let folder = try Folder("compose.yaml", "compose.demo.yaml")
        try Data("CPADEV_ENVIRONMENT=demo\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/.env"))
        #expect(try folder.locate().environmentName == "demo")
        #expect(try folder.locate("").environmentName == nil)
    }

    @Test func whatTheSupervisorGetsLocatesTheSameStack() throws {
        let folder = try Folder("stack.yaml", "stack.demo.yaml")
        let location = try folder.locate("demo", files: ["stack.yaml"])
        var source = ProjectSource()
        source.files = location.files
        source.projectDirectory = location.projectDirectory
        source.environmentName = location.environmentName
        let variables = ["CPADEV_STATE_DIR": location.stateDirectory]
        let again = try StackLocation(source, environment: variables, workingDirectory: "/")
        #expect(again.files == location.files)
        #expect(again.stateDirectory == location.stateDirectory)
        let arguments = ProjectSource().arguments(for: location)
        #expect(arguments.suffix(2) == ["--environment", "demo"])
    }

    @Test(arguments: [
        ("dmeo", "there is no environment 'dmeo': no file %/compose.dmeo.yaml", "did you mean 'demo'?"),
        (
            "staging", "there is no environment 'staging': no file %/compose.staging.yaml",
            "the environments are: demo, test-2"
        ),
        (
            "override", "there is no environment 'override': no file %/compose.override.yaml",
            "the environments are: demo, test-2"
        ),
    ])
    func anEnvironmentThatIsMissingIsRefused(name: String, message: String, hint: String) throws {
        let folder = try Folder(
            "compose.yaml",
            "compose.override.yaml",
            "compose.demo.yaml",
            "compose.test-2.yml",
            "compose.X.yaml"
        )
        #expect { try folder.locate(name) } throws: { error in
            let failure = error as? CommandFailure
            let expected = message.split(separator: "%", omittingEmptySubsequences: false).joined(
                separator: folder.path
            )
            return failure?.code == .badData && failure?.message == expected && failure?.hint == hint
        }
    }

    @Test(arguments: ["Demo", "../x", "-a", "a b", "a/b", String(repeating: "a", count: 41)])
    func aNameThatIsNoPartOfAProjectsNameIsRefused(name: String) throws {
        let folder = try Folder("compose.yaml")
        #expect(throws: CommandFailure.self) { try folder.locate(name) }
    }

    @Test func aPipeHasNoEnvironments() throws {
        let folder = try Folder()
        #expect(throws: CommandFailure.self) { try folder.locate("demo", files: ["-"]) }
    }

    @Test func aStackWhoseOverlayWasRemovedCanStillBeFound() throws {
        let folder = try Folder("compose.yaml", ".cpadev-demo/run/lock")
        #expect(try folder.locate("demo").stateDirectory == "\(folder.path)/.cpadev-demo")
    }
}
