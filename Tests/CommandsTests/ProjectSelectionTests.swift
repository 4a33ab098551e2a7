import ArgumentParser
import Glibc
import TestSupport
import Testing

@testable import Commands
@testable import StackHost

/// Commands that name another project than the one that runs in the folder.
@Suite struct ProjectSelectionTests {
    private final class Checkout {
        let folder: TemporaryFolder
        var path: String { folder.path }

        init(_ files: String...) throws {
            folder = try TemporaryFolder()
            mkdir("\(path)/sub", 0o700)
            for file in [".git"] + files { close(creat("\(path)/\(file)", 0o600)) }
        }

        deinit { folder.remove() }

        /// What a supervisor records that was started with these arguments.
        func record(_ arguments: [String] = [], profiles: [String] = []) throws -> ProjectRecord {
            let source = try ProjectOptions.parse(arguments).source
            let location = try StackLocation(source, environment: [:], workingDirectory: path)
            return ProjectRecord(
                projectName: "shop",
                files: location.files,
                isFound: location.isFound,
                projectDirectory: location.projectDirectory,
                environmentFiles: location.environmentFiles.filter { StackLocation.exists($0.path) }.map(\.path),
                profiles: profiles
            )
        }

        /// The failure of a command with these arguments; nil if it may go on.
        func failure(
            _ arguments: [String],
            _ record: ProjectRecord?,
            in directory: String? = nil,
            environment: [String: String] = [:],
            stopsStack: Bool = false
        ) throws -> CommandFailure? {
            let options = try ProjectOptions.parse(arguments)
            let directory = directory ?? path
            let selection = ProjectSelection(
                location: try StackLocation(options.source, environment: environment, workingDirectory: directory),
                options: options,
                environment: environment,
                workingDirectory: directory,
                stopsStack: stopsStack
            )
            do { try selection.verify(against: record) } catch { return error }
            return nil
        }
    }

    @Test func otherFilesThanThoseOfTheRunningStackAreRefused() throws {
        let checkout = try Checkout("compose.yaml", "other.yaml")
        let running = try checkout.record()
        let failure = try #require(try checkout.failure(["--file", "other.yaml"], running))
        #expect(failure.code == .unavailable)
        #expect(failure.message == "the stack that runs here was started from compose.yaml, not other.yaml")
        #expect(failure.hint == "omit -f, or stop that stack first: cpadev -f compose.yaml down")
        let more = try checkout.failure(["--file", "compose.yaml", "--file", "other.yaml"], running)
        #expect(more?.message.hasSuffix("not compose.yaml, other.yaml") == true)
        let variable = try checkout.failure([], running, environment: ["COMPOSE_FILE": "other.yaml"])
        #expect(variable?.hint?.hasPrefix("unset COMPOSE_FILE, or ") == true)
    }

    @Test func anotherEnvironmentThanThatOfTheRunningStackIsRefused() throws {
        let checkout = try Checkout("compose.yaml", "compose.demo.yaml")
        // As in one state folder, whose path ends with the environment's name.
        let state = ["CPADEV_STATE_DIR": "state-demo"]
        var demo = try checkout.record(["--environment", "demo"])
        demo.projectName = "shop-demo"
        demo.environmentName = "demo"
        #expect(try checkout.failure(["--environment", "demo"], demo, environment: state) == nil)
        #expect(
            try checkout.failure(["--environment", "demo", "--project-name", "shop"], demo, environment: state) == nil
        )
        let none = try #require(try checkout.failure([], demo, environment: state))
        #expect(none.message == "the stack that runs here is the environment 'demo'")
        #expect(
            none.hint == "name it: cpadev --environment demo, or stop that stack first: cpadev --environment demo down"
        )
        let own = try checkout.record()
        let other = try #require(try checkout.failure(["--environment", "demo"], own, environment: state))
        #expect(other.message == "the stack that runs here is of no environment, not 'demo'")
        #expect(other.hint == "omit --environment, or stop that stack first: cpadev down")
        let variable = state.merging(["CPADEV_ENVIRONMENT": "demo"]) { $1 }
        #expect(
            try checkout.failure([], own, environment: variable)?.hint?.hasPrefix("unset CPADEV_ENVIRONMENT, or ")
                == true
        )
    }

    @Test func theSameFilesNamedDifferentlyAreTheSame() throws {
        let checkout = try Checkout("compose.yaml", "other.yaml")
        symlink("compose.yaml", "\(checkout.path)/link.yaml")
        let both = try checkout.record(["--file", "compose.yaml", "--file", "other.yaml"])
        let absolute = ["--file", "\(checkout.path)/compose.yaml", "--file", "./other.yaml"]
        #expect(try checkout.failure(absolute, both) == nil)
        let below = ["--file", "../link.yaml", "--file", "../other.yaml"]
        #expect(try checkout.failure(below, both, in: "\(checkout.path)/sub") == nil)
        let reversed = ["--file", "other.yaml", "--file", "compose.yaml"]
        #expect(try checkout.failure(reversed, both)?.code == .unavailable)
        // Without -f, a command acts on the stack that runs.
        #expect(try checkout.failure([], both) == nil)
    }

    @Test func aFileThatDoesNotExistIsAnErrorWhetherAStackRunsOrNot() throws {
        let checkout = try Checkout("compose.yaml")
        for record in [nil, try checkout.record()] {
            let file = try checkout.failure(["--file", "nosuch.yaml"], record)
            #expect(file?.code == .badData && file?.message == "there is no file nosuch.yaml")
            let env = try checkout.failure(["--env-file", "nosuch.env"], record)
            #expect(env?.code == .badData && env?.message == "there is no file nosuch.env")
        }
    }

    @Test func aStackWhoseNamedFileIsGoneCanStillBeTakenDown() throws {
        let checkout = try Checkout("named.yaml")
        let running = try checkout.record(["--file", "named.yaml"])
        unlink("\(checkout.path)/named.yaml")
        #expect(try checkout.failure(["--file", "named.yaml"], running) == nil)
    }

    @Test func whatAKilledSupervisorLeftIsCleanedUpWithoutTheFiles() throws {
        let checkout = try Checkout("compose.yaml")
        let arguments = ["--file", "gone.yaml", "--env-file", "gone.env"]
        #expect(try checkout.failure(arguments, nil, stopsStack: true)?.code == .badData)
        mkdir("\(checkout.path)/.cpadev", 0o700)
        #expect(try checkout.failure(arguments, nil, stopsStack: true) == nil)
        #expect(try checkout.failure(arguments, nil)?.code == .badData)
        // Nothing runs from a file that is not there, so another stack is meant.
        #expect(try checkout.failure(arguments, try checkout.record(), stopsStack: true)?.code == .badData)
    }

    @Test func aRelativePathInAVariableIsExplained() throws {
        let checkout = try Checkout("compose.yaml", "dev.env")
        let below = "\(checkout.path)/sub"
        let file = try checkout.failure([], nil, in: below, environment: ["COMPOSE_FILE": "compose.yaml"])
        #expect(file?.message == "there is no file compose.yaml")
        #expect(file?.hint == "a relative path in COMPOSE_FILE is relative to the current folder")
        let env = try checkout.failure([], nil, in: below, environment: ["COMPOSE_ENV_FILES": "dev.env"])
        #expect(env?.hint == "a relative path in COMPOSE_ENV_FILES is relative to the current folder")
        let absolute = ["COMPOSE_FILE": "\(below)/compose.yaml"]
        #expect(try checkout.failure([], nil, in: below, environment: absolute)?.hint == nil)
    }

    @Test func anotherProjectFoundInTheSameCheckoutIsRefused() throws {
        let checkout = try Checkout("compose.yaml", "sub/compose.yaml")
        let running = try checkout.record()
        let failure = try checkout.failure([], running, in: "\(checkout.path)/sub")
        let hint = "stop that stack first: cpadev -f \(checkout.path)/compose.yaml down"
        #expect(failure?.code == .unavailable && failure?.hint == hint)
        // A renamed file is no other project.
        unlink("\(checkout.path)/compose.yaml")
        close(creat("\(checkout.path)/docker-compose.yaml", 0o600))
        #expect(try checkout.failure([], running) == nil)
    }

    @Test func anOverrideFileThatAppearedSinceIsNoOtherProject() throws {
        let checkout = try Checkout("compose.yaml")
        let running = try checkout.record()
        close(creat("\(checkout.path)/compose.override.yaml", 0o600))
        #expect(try checkout.failure([], running) == nil)
    }

    @Test func aFileFoundInANamedFolderCountsAsFound() throws {
        let checkout = try Checkout("sub/compose.yaml", "compose.yaml")
        let running = try checkout.record(["--project-directory", "sub"])
        close(creat("\(checkout.path)/sub/compose.override.yaml", 0o600))
        #expect(try checkout.failure(["--project-directory", "sub"], running) == nil)
        let other = try checkout.failure(["--project-directory", "sub"], try checkout.record())
        #expect(other?.hint?.hasPrefix("omit --project-directory, or stop that stack first: cpadev -f ") == true)
    }

    @Test func filesNamedByAnEnvFileAreToldApart() throws {
        let checkout = try Checkout("compose.yaml", "other.yaml")
        let running = try checkout.record()
        let file = open("\(checkout.path)/.env", O_WRONLY | O_CREAT, 0o600)
        let text = "COMPOSE_FILE=other.yaml\n"
        #expect(write(file, text, text.utf8.count) == text.utf8.count)
        close(file)
        #expect(try checkout.failure([], running)?.hint?.hasPrefix("remove COMPOSE_FILE from .env, or ") == true)
        let named = try checkout.failure(["--env-file", "./.env"], running)
        #expect(named?.hint?.hasPrefix("remove COMPOSE_FILE from .env, or ") == true)
    }

    @Test func otherEnvFilesDirectoriesAndNamesAreRefused() throws {
        let checkout = try Checkout("compose.yaml", ".env", "other.env")
        let running = try checkout.record()
        #expect(try checkout.failure(["--env-file", ".env"], running) == nil)
        #expect(try checkout.failure(["--env-file", "other.env"], running)?.message.hasSuffix("not other.env") == true)
        let variable = try checkout.failure([], running, environment: ["COMPOSE_ENV_FILES": "other.env"])
        #expect(variable?.hint?.hasPrefix("unset COMPOSE_ENV_FILES") == true)
        let directory = try checkout.failure(["--file", "compose.yaml", "--project-directory", "sub"], running)
        #expect(directory?.message.hasSuffix("has the project directory ., not sub") == true)
        #expect(try checkout.failure(["--file", "compose.yaml", "--project-directory", "."], running) == nil)
        #expect(try checkout.failure(["--project-name", "other"], running)?.code == .unavailable)
        #expect(try checkout.failure(["--project-name", "shop"], running) == nil)
    }

    @Test func aProfileThatIsNotActiveIsRefusedExceptByDown() throws {
        let checkout = try Checkout("compose.yaml")
        let running = try checkout.record(profiles: ["debug", "web"])
        #expect(try checkout.failure(["--profile", "debug"], running) == nil)
        let other = try checkout.failure(["--profile", "debug", "--profile", "jobs"], running)
        #expect(other?.message == "the stack that runs here was started without the profile 'jobs'")
        #expect(other?.hint == "omit --profile, or stop that stack first: cpadev down")
        #expect(try checkout.failure(["--profile", "jobs"], running, stopsStack: true) == nil)
        #expect(try checkout.failure([], running, environment: ["COMPOSE_PROFILES": "jobs"])?.code == .unavailable)
        #expect(try checkout.failure(["--profile", "jobs"], try checkout.record(profiles: ["*"])) == nil)
    }

    @Test func anExportedVariableThatAnOptionReplacedIsNotRefusedLater() throws {
        let checkout = try Checkout("compose.yaml")
        var running = try checkout.record(profiles: ["debug"])
        running.replacedProfiles = ["dev"]
        #expect(try checkout.failure([], running, environment: ["COMPOSE_PROFILES": "dev"]) == nil)
        #expect(try checkout.failure([], running, environment: ["COMPOSE_PROFILES": "dev,jobs"])?.code == .unavailable)
        #expect(try checkout.failure(["--profile", "dev"], running)?.code == .unavailable)
    }
}
