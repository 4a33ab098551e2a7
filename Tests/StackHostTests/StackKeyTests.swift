import ComposeModel
import Foundation
import OrderedCollections
import Testing

@testable import StackHost

@Suite struct StackKeyTests {
    @Test func aStackHasARandomKeyFromItsFirstStartOn() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/key-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: "\(folder)/run", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let text = "services: {a: {image: x, environment: {K: \"${X:-${CPADEV_STACK_KEY:-known}}\"}}}"
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/compose.yaml"))
        let source = ProjectSource([])
        func location(_ name: String) throws -> StackLocation {
            let environment = ["XDG_RUNTIME_DIR": "\(folder)/run", "CPADEV_STATE_DIR": "\(folder)/\(name)"]
            return try StackLocation(source, environment: environment, workingDirectory: folder)
        }
        func key(_ location: StackLocation, _ environment: [String: String] = [:]) throws -> String? {
            let stack = try LoadedStack.load(location, source, environment, workingDirectory: folder)
            return stack.project.services["a"]?.environment["K"] ?? nil
        }
        let (one, other) = (try location("one"), try location("other"))
        #expect(try key(one) == "known")
        try StateFolder(one).create()
        let first = try #require(try key(one))
        #expect(first.utf8.count == 32)
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(one.runDirectory)/key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try StateFolder(one).create()
        #expect(try key(one) == first)
        try StateFolder(other).create()
        #expect(try key(other) != first)
        #expect(try key(one, ["X": "mine"]) == "mine")
        #expect(try key(one, ["CPADEV_STACK_KEY": "theirs"]) == "theirs")
    }
}
