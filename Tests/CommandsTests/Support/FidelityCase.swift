import ArgumentParser
import FoundationEssentials
import StackHost
import Testing

@testable import Commands

/// A project on which Docker Compose was asked what it makes of it. `scripts/fidelity` says what the files of one are.
struct FidelityCase: CustomTestStringConvertible, Sendable {
    /// What `case.json` may say.
    private struct Settings: Decodable {
        var arguments: [String]?
        var environment: [String: String]?
        var directory: String?
    }

    /// What Compose made of it.
    enum Answer {
        case project(JSONValue)
        case rejected
    }

    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("ComposeLoaderTests")

    /// The folder of the case.
    var folder: URL

    var name: String { folder.lastPathComponent }
    var testDescription: String { name }

    /// All of a set: `Fidelity` or `Specification`.
    static func all(of set: String) -> [FidelityCase] {
        let folder = tests.appendingPathComponent(set).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            let path = folder + "/" + name
            var isDirectory = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory else {
                return nil
            }
            return FidelityCase(folder: URL(fileURLWithPath: path))
        }
    }

    /// Where cpadev differs with intent: the places of a case.
    static let intended: [String: [String]] = {
        struct Entry: Decodable {
            var `case`: String
            var path: String
            var reason: String
        }
        let file = tests.appendingPathComponent("Fidelity/differences.json")
        let entries = (try? JSONDecoder().decode([Entry].self, from: Data(contentsOf: file))) ?? []
        return Dictionary(grouping: entries.filter { !$0.reason.isEmpty }, by: \.case).mapValues { $0.map(\.path) }
    }()

    func answer() throws -> Answer {
        let golden = folder.appendingPathComponent("golden.json")
        guard FileManager.default.fileExists(atPath: golden.path) else {
            _ = try Data(contentsOf: folder.appendingPathComponent("rejected.txt"))
            return .rejected
        }
        return .project(try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: golden)))
    }

    /// Loads a copy of the case that lies in no checkout, whose env file would be read as well.
    ///
    /// - Parameter body: is given the project, its folder, and a way to load other files in its place.
    func load(_ body: (LoadedStack, String, ([String]) throws -> LoadedStack) throws -> Void) throws {
        let parent = FileManager.default.temporaryDirectory.path + "/fidelity-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let root = parent + "/" + name
        try FileManager.default.copyItem(atPath: folder.path, toPath: root)
        let file = folder.appendingPathComponent("case.json")
        let settings =
            FileManager.default.fileExists(atPath: file.path)
            ? try JSONDecoder().decode(Settings.self, from: Data(contentsOf: file)) : Settings()
        let directory = settings.directory.map { root + "/" + $0 } ?? root
        let environment = (settings.environment ?? [:]).merging(["HOME": "/home/dev"]) { own, _ in own }
        func load(_ more: [String]) throws -> LoadedStack {
            // Files that are given in place of the case's own stand alone.
            var arguments = ArgumentHoisting.hoist((settings.arguments ?? []) + ["config"]).dropFirst()
            if !more.isEmpty {
                while let index = arguments.firstIndex(of: "--file") { arguments.removeSubrange(index...(index + 1)) }
            }
            let source = try ProjectOptions.parse(more + arguments).source
            let location = try StackLocation(source, environment: environment, workingDirectory: directory)
            return try LoadedStack.load(location, source, environment, workingDirectory: directory)
        }
        try body(try load([]), root, load)
    }

    /// A text without the places of this run.
    static func portable(_ text: String, root: String) -> String {
        let parent = String(root[..<(root.lastIndex(of: "/") ?? root.endIndex)])
        return text.replacing(root, with: "{root}").replacing(parent, with: "{parent}")
    }
}
