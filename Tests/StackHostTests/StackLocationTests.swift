import FoundationEssentials
import Glibc
import Testing

@testable import StackHost

@Suite struct StackLocationTests {
    /// A folder of its own with empty files in it, gone when the test is over.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.path + "/location-" + UUID().uuidString

        init(_ files: String...) throws {
            for file in files {
                let url = URL(fileURLWithPath: path + "/" + file)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data().write(to: url)
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private func locate(
        in directory: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> StackLocation {
        try StackLocation(
            ProjectSource(arguments),
            environment: environment,
            workingDirectory: directory
        )
    }

    @Test(
        arguments: [
            (["compose.yaml", "compose.yml", "docker-compose.yml"], "compose.yaml"),
            (["compose.yml", "docker-compose.yml"], "compose.yml"),
            (["docker-compose.yaml", "docker-compose.yml"], "docker-compose.yml"),
            (["docker-compose.yaml", "compose/compose.yaml"], "docker-compose.yaml"),
            (["compose/compose.yaml", "compose/compose.yml"], "compose/compose.yaml"),
        ] as [([String], String)]
    )
    func theFirstOfTheKnownNamesIsTaken(names: [String], expected: String) throws {
        let folder = try Folder(".git/HEAD")
        for name in names {
            let url = URL(fileURLWithPath: folder.path + "/" + name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data().write(to: url)
        }
        #expect(try locate(in: folder.path).files == ["\(folder.path)/\(expected)"])
    }

    @Test func theFileIsFoundFromAFolderBelow() throws {
        let folder = try Folder(".git/HEAD", "compose/compose.yaml", "src/deep/x")
        let location = try locate(in: folder.path + "/src/deep")
        #expect(location.files == ["\(folder.path)/compose/compose.yaml"])
        #expect(location.projectDirectory == "\(folder.path)/compose")
        #expect(location.root == folder.path)
        #expect(location.stateDirectory == "\(folder.path)/.cpadev")
        #expect(
            location.environmentFiles == [
                .init(path: "\(folder.path)/.env", isRequired: false),
                .init(path: "\(folder.path)/compose/.env", isRequired: false),
            ]
        )
    }

    @Test func anOverrideBesideItIsMerged() throws {
        let folder = try Folder("compose.yaml", "compose.override.yml", "docker-compose.override.yml", ".git/HEAD")
        let path = folder.path
        #expect(try locate(in: path).files == ["\(path)/compose.yaml", "\(path)/compose.override.yml"])
    }

    /// Whether no folder above the temporary one is itself a checkout.
    private static var isOutsideOfStacks: Bool {
        var folder = FileManager.default.temporaryDirectory.path
        while folder.count > 1 {
            if StackLocation.exists("\(folder)/.git") { return false }
            folder = StackLocation.parent(folder)
        }
        return true
    }

    @Test(.enabled(if: isOutsideOfStacks)) func withoutACheckoutTheRootIsBesideTheComposeFolder() throws {
        let folder = try Folder("compose/compose.yaml")
        #expect(try locate(in: folder.path).root == folder.path)
        let flat = try Folder("compose.yaml")
        #expect(try locate(in: flat.path).root == flat.path)
        let below = try Folder("a/b/compose.yaml", "a/.cpadev/x")
        #expect(try locate(in: below.path + "/a/b").root == below.path + "/a/b")
    }

    @Test func variablesThatSayWhereTheFilesAreMayStandInAnEnvFile() throws {
        let folder = try Folder(".git/HEAD", "sub/stack/a.yaml", "sub/.env", "named.env", "sub/deep/compose.yaml")
        let path = folder.path
        let text = "COMPOSE_FILE=stack/a.yaml;stack/b.yaml\nCOMPOSE_PATH_SEPARATOR=;\nCPADEV_STATE_DIR=/elsewhere\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/sub/.env"))
        let location = try locate(in: path + "/sub")
        #expect(location.files == ["\(path)/sub/stack/a.yaml", "\(path)/sub/stack/b.yaml"])
        #expect(
            location.environmentFiles.map(\.path) == ["\(path)/sub/stack/.env", "\(path)/sub/.env"]
        )
        #expect(location.stateDirectory == "\(path)/.cpadev")
        // The supervisor runs elsewhere, and must be told of a file that only the user's folder leads to.
        #expect(ProjectSource.names(in: location) == ["\(path)/sub/.env"])
        let caller = ["COMPOSE_FILE": "other.yaml", "COMPOSE_PATH_SEPARATOR": ""]
        #expect(try locate(in: path + "/sub", environment: caller).files == ["\(path)/sub/other.yaml"])
        try Data("COMPOSE_FILE=c.yaml".utf8).write(to: URL(fileURLWithPath: path + "/named.env"))
        #expect(try locate(in: path, ["--env-file", "named.env"]).files == ["\(path)/c.yaml"])
    }

    @Test func theStateFolderMayBeNamedInTheProjectsEnvFile() throws {
        let folder = try Folder(".git/HEAD", "compose/compose.yaml", "deep/below/x")
        let path = folder.path
        try Data("CPADEV_STATE_DIR=elsewhere\n".utf8).write(to: URL(fileURLWithPath: path + "/.env"))
        // Wherever the user is, it is the same one.
        #expect(try locate(in: path).stateDirectory == "\(path)/elsewhere")
        #expect(try locate(in: path + "/deep/below").stateDirectory == "\(path)/elsewhere")
        let caller = ["CPADEV_STATE_DIR": "/there"]
        #expect(try locate(in: path, environment: caller).stateDirectory == "/there")
        try Data("CPADEV_STATE_DIR=/named\n".utf8).write(to: URL(fileURLWithPath: path + "/named.env"))
        #expect(try locate(in: path, ["--env-file", "named.env"]).stateDirectory == "/named")
        #expect(
            try locate(in: path, environment: ["COMPOSE_DISABLE_ENV_FILE": "1"]).stateDirectory == "\(path)/.cpadev"
        )
    }

    @Test func theRootsEnvFileIsReadOnlyForFilesThatNobodyNamed() throws {
        let folder = try Folder(".git/HEAD", ".env", "compose/compose.yaml", "compose/.env", "other/.env")
        let path = folder.path
        func read(_ arguments: String..., environment: [String: String] = [:]) throws -> [String] {
            try locate(in: path, arguments, environment: environment).environmentFiles.map(\.path)
        }
        #expect(try read() == ["\(path)/.env", "\(path)/compose/.env"])
        #expect(try read("--file", "compose/compose.yaml") == ["\(path)/compose/.env"])
        #expect(try read("--file", "compose/compose.yaml", "--project-directory", "other") == ["\(path)/other/.env"])
        #expect(try read("--project-directory", "compose") == ["\(path)/compose/.env"])
        // What Compose reads first is the .env of the folder in which the user is, and it wins.
        let variable = ["COMPOSE_FILE": "compose/compose.yaml"]
        #expect(try read(environment: variable) == ["\(path)/compose/.env", "\(path)/.env"])
        // A supervisor is given the files that were found, and goes on as before.
        #expect(
            try read("--file", "compose/compose.yaml", "--files-found") == ["\(path)/.env", "\(path)/compose/.env"]
        )
    }

    @Test func theProjectDirectorySaysWhereTheFilesAreLookedFor() throws {
        let folder = try Folder("compose.yaml", "sub/compose.yaml", "sub/deep/x", ".git/HEAD")
        let path = folder.path
        #expect(try locate(in: path, ["--project-directory", "sub"]).files == ["\(path)/sub/compose.yaml"])
        let below = try locate(in: path, ["--project-directory", "sub/deep"])
        #expect(below.files == ["\(path)/sub/compose.yaml"])
        #expect(below.projectDirectory == "\(path)/sub/deep")
    }

    @Test func remoteFilesAreRefusedAsSuch() throws {
        let folder = try Folder("compose.yaml")
        #expect {
            _ = try locate(in: folder.path, ["--file", "https://example.com/compose.yaml"])
        } throws: { error in
            "\((error as? CommandFailure)?.message ?? "")".contains("'https://example.com/compose.yaml'")
        }
    }

    @Test func envFilesCanBeSwitchedOff() throws {
        let folder = try Folder("compose.yaml", ".env", ".git/HEAD")
        let location = try locate(in: folder.path, environment: ["COMPOSE_DISABLE_ENV_FILE": "true"])
        #expect(location.environmentFiles == [.init(path: "/dev/null", isRequired: false)])
        let named = try locate(in: folder.path, ["--env-file", "x"], environment: ["COMPOSE_DISABLE_ENV_FILE": "1"])
        #expect(named.environmentFiles == [.init(path: "\(folder.path)/x", isRequired: true)])
    }

    @Test func namedFilesComeFirstThenTheVariable() throws {
        let folder = try Folder("compose.yaml", ".git/HEAD")
        let path = folder.path
        let environment = ["COMPOSE_FILE": "c.yaml:../d.yaml"]
        #expect(
            try locate(in: path, ["--file", "a.yaml", "--file", "/b/./x/../b.yaml"], environment: environment).files
                == ["\(path)/a.yaml", "/b/b.yaml"]
        )
        #expect(
            try locate(in: path, environment: environment).files
                == ["\(path)/c.yaml", "\(StackLocation.parent(path))/d.yaml"]
        )
        #expect(
            try locate(
                in: path,
                environment: ["COMPOSE_FILE": "a.yaml;b:c.yaml", "COMPOSE_PATH_SEPARATOR": ";"]
            ).files == ["\(path)/a.yaml", "\(path)/b:c.yaml"]
        )
        #expect(try locate(in: path, environment: ["COMPOSE_FILE": ""]).files == ["\(path)/compose.yaml"])
    }

    @Test func namedEnvironmentFilesHaveToBeThere() throws {
        let folder = try Folder("compose.yaml", ".git/HEAD")
        let path = folder.path
        #expect(
            try locate(in: path, ["--env-file", "x.env"], environment: ["COMPOSE_ENV_FILES": "y"]).environmentFiles
                == [.init(path: "\(path)/x.env", isRequired: true)]
        )
        #expect(
            try locate(in: path, environment: ["COMPOSE_ENV_FILES": "y,/z"]).environmentFiles
                == [.init(path: "\(path)/y", isRequired: true), .init(path: "/z", isRequired: true)]
        )
        #expect(try locate(in: path).environmentFiles == [.init(path: "\(path)/.env", isRequired: false)])
    }

    @Test func theStateFolderCanBeChosenAndNamesTheSocket() throws {
        let folder = try Folder("compose.yaml", ".git/HEAD")
        let path = folder.path
        let here = try locate(in: path)
        let there = try locate(in: path, environment: ["CPADEV_STATE_DIR": "elsewhere"])
        #expect(there.stateDirectory == "\(path)/elsewhere")
        #expect(here.socketPath != there.socketPath)
        #expect(here.socketPath == (try locate(in: path, environment: ["CPADEV_STATE_DIR": ""]).socketPath))
        #expect(here.socketPath.hasPrefix("/tmp/cpadev-\(geteuid())/"))
        #expect(here.socketPath.utf8.count < 108)
    }

    @Test func aProjectReachedThroughALinkHasTheSameState() throws {
        let folder = try Folder("shop/compose.yaml", "shop/.git/HEAD", "shop/elsewhere/x")
        let path = folder.path
        symlink("shop", "\(path)/link")
        let here = try locate(in: "\(path)/shop")
        let linked = try locate(in: path, ["--file", "link/compose.yaml"])
        #expect(linked.stateDirectory == here.stateDirectory && linked.socketPath == here.socketPath)
        let variable = ["CPADEV_STATE_DIR": "link/state"]
        let named = try locate(in: path, ["--file", "link/compose.yaml"], environment: variable)
        #expect(named.stateDirectory == "\(path)/shop/state")
        // A link in place of the state folder itself is refused later.
        symlink("elsewhere", "\(path)/shop/.cpadev")
        #expect(try locate(in: "\(path)/shop").stateDirectory == "\(path)/shop/.cpadev")
    }

    @Test func theSocketIsInTheRuntimeFolderWhereItFits() throws {
        let folder = try Folder("compose.yaml", ".git/HEAD", "run/x")
        let run = "/tmp/location-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: run) }
        func socket(_ runtime: String) throws -> String {
            try locate(in: folder.path, environment: ["XDG_RUNTIME_DIR": runtime]).socketPath
        }
        #expect(try socket(run).hasPrefix("\(run)/cpadev/"))
        for unusable in ["", "relative", "/no/such/folder", run + String(repeating: "/.", count: 40)] {
            #expect(try socket(unusable).hasPrefix("/tmp/cpadev-"), "\(unusable)")
        }
        chmod(run, 0o777)
        #expect(try socket(run).hasPrefix("/tmp/cpadev-"))
        chmod(run, 0o700)
        if geteuid() == 0 {
            chown(run, 65534, 65534)
            #expect(try socket(run).hasPrefix("/tmp/cpadev-"))
        }
    }

    /// Another user who can write there could answer in the supervisor's place.
    @Test func theSocketsFolderIsThisUsersAlone() throws {
        let folder = try Folder("compose.yaml", "run/x")
        let location = try locate(in: folder.path, environment: ["XDG_RUNTIME_DIR": "\(folder.path)/run"])
        let socketFolder = SocketFolder(location)
        try socketFolder.verify()
        try socketFolder.create()
        try socketFolder.verify()
        chmod(socketFolder.path, 0o777)
        #expect { try socketFolder.verify() } throws: { ($0 as? CommandFailure)?.code == .unavailable }
        try socketFolder.create()
        try socketFolder.verify()
        rmdir(socketFolder.path)
        symlink(folder.path, socketFolder.path)
        #expect { try socketFolder.verify() } throws: { ($0 as? CommandFailure)?.code == .unavailable }
        #expect { try socketFolder.create() } throws: { ($0 as? CommandFailure)?.code == .unavailable }
    }

    /// As in a folder below /tmp, where anyone can create a `.git` and a `.env`.
    @Test(.enabled(if: geteuid() == 0)) func aCheckoutOfAnotherUserIsNotTheRoot() throws {
        let folder = try Folder(".git/HEAD", ".env", "sub/compose.yaml")
        let sub = "\(folder.path)/sub"
        #expect(try locate(in: sub).root == folder.path)
        chown("\(folder.path)/.git", 65534, 65534)
        #expect(try locate(in: sub).root == sub)
        #expect(try locate(in: sub).environmentFiles == [.init(path: "\(sub)/.env", isRequired: false)])
        // The checkout of a user, run by root.
        chown(sub, 65534, 65534)
        #expect(try locate(in: sub).root == folder.path)
    }

    @Test func aFolderWithoutAComposeFileIsBadData() throws {
        let folder = try Folder("x")
        #expect {
            _ = try locate(in: folder.path)
        } throws: {
            ($0 as? CommandFailure)?.code == .badData
        }
    }

    @Test(
        arguments: [
            ("a", "/w", "/w/a"), ("/a/b", "/w", "/a/b"), (".", "/w", "/w"), ("..", "/w", "/"), ("../../..", "/w", "/"),
            ("./a//b/../c/", "/w", "/w/a/c"), ("", "/w", "/w"), ("/", "/w", "/"), ("...", "/w", "/w/..."),
        ] as [(String, String, String)]
    )
    func pathsAreMadeAbsolute(path: String, directory: String, expected: String) {
        #expect(StackLocation.absolute(path, from: directory) == expected)
    }

    @Test func parentsEndAtTheRoot() {
        #expect(StackLocation.parent("/a/b") == "/a")
        #expect(StackLocation.parent("/a") == "/")
        #expect(StackLocation.parent("/") == "/")
    }

    @Test func theChoiceCanBeHandedOnAsArguments() throws {
        let folder = try Folder("compose.yaml", ".git/HEAD")
        let path = folder.path
        let source = ProjectSource(["--file", "compose.yaml", "--profile", "dev", "--env-file", "e"])
        let location = try StackLocation(source, environment: [:], workingDirectory: path)
        #expect(
            source.arguments(for: location) == [
                "--file", "\(path)/compose.yaml", "--project-directory", path, "--env-file", "\(path)/e", "--profile",
                "dev",
            ]
        )
    }
}

extension ProjectSource {
    /// The source that these arguments of a subcommand make.
    init(_ arguments: [String]) {
        self.init()
        var rest = arguments[...]
        while let name = rest.popFirst() {
            switch name {
            case "--files-found": areFilesFound = true
            case "--file": files.append(rest.removeFirst())
            case "--env-file": environmentFiles.append(rest.removeFirst())
            case "--profile": profiles.append(rest.removeFirst())
            case "--project-directory": projectDirectory = rest.popFirst()
            default: Issue.record("unknown argument \(name)")
            }
        }
    }

    /// The env files among the arguments that a supervisor gets.
    fileprivate static func names(in location: StackLocation) -> [String] {
        let arguments = ProjectSource().arguments(for: location)
        return arguments.indices.filter { arguments[$0] == "--env-file" }.map { arguments[$0 + 1] }
    }
}
