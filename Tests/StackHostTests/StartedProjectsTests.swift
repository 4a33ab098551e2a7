import Foundation
import Testing

@testable import StackHost

/// Which projects count as started on this machine.
@Suite struct StartedProjectsTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/started-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder + "/a/.cpadev", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func aProjectCountsOnceItWasStarted() throws {
        try withFolder { folder in
            let projects = StartedProjects(environment: ["HOME": folder + "/home"])
            let state = folder + "/a/.cpadev"
            #expect(!projects.contains(state: state))
            projects.add(state: state)
            projects.add(state: state)
            #expect(projects.contains(state: state))
            #expect(!projects.contains(state: folder + "/b/.cpadev"))
            let kept = folder + "/home/.local/state/cpadev/started.json"
            let attributes = try FileManager.default.attributesOfItem(atPath: kept)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func noneIsLostWhereSeveralStartAtOnce() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/started-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let states = (0..<20).map { "\(folder)/\($0)/.cpadev" }
        for state in states {
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        }
        await withTaskGroup(of: Void.self) { group in
            for state in states {
                group.addTask { StartedProjects(environment: ["HOME": folder + "/home"]).add(state: state) }
            }
        }
        #expect(Set(StartedProjects(environment: ["HOME": folder + "/home"]).stateFolders) == Set(states))
    }

    @Test func anotherCheckoutAtTheSamePathIsAnotherProject() throws {
        try withFolder { folder in
            let projects = StartedProjects(environment: ["XDG_STATE_HOME": folder])
            let state = folder + "/a/.cpadev"
            projects.add(state: state)
            try FileManager.default.moveItem(atPath: folder + "/a", toPath: folder + "/old")
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
            #expect(!projects.contains(state: state))
            #expect(!projects.contains(state: folder + "/old/.cpadev"))
        }
    }

    @Test func anotherStateInTheFolderOfADeletedOneIsAnotherProject() throws {
        try withFolder { folder in
            let projects = StartedProjects(environment: ["XDG_STATE_HOME": folder])
            let state = folder + "/a/.cpadev"
            try FileManager.default.createDirectory(atPath: state + "/run", withIntermediateDirectories: true)
            try Data("one".utf8).write(to: URL(fileURLWithPath: state + "/run/key"))
            projects.add(state: state)
            #expect(projects.contains(state: state))
            try Data("other".utf8).write(to: URL(fileURLWithPath: state + "/run/key"))
            #expect(!projects.contains(state: state))
            try FileManager.default.removeItem(atPath: state + "/run")
            #expect(!projects.contains(state: state))
        }
    }

    @Test func aLinkIsNoStateFolder() throws {
        try withFolder { folder in
            let projects = StartedProjects(environment: ["XDG_STATE_HOME": folder])
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/l",
                withDestinationPath: folder + "/a/.cpadev"
            )
            projects.add(state: folder + "/l")
            #expect(!projects.contains(state: folder + "/l"))
        }
    }

    @Test func withoutAHomeNothingCounts() throws {
        try withFolder { folder in
            let projects = StartedProjects(environment: ["HOME": "relative"])
            projects.add(state: folder + "/a/.cpadev")
            #expect(!projects.contains(state: folder + "/a/.cpadev"))
        }
    }
}
