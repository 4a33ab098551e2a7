import Foundations
import StateFiles

/// A random key of a stack's own, in the variable `CPADEV_STACK_KEY`. A Compose file can make it the default of a
/// credential that web pages must not know: they reach servers on loopback, and know every published default.
enum StackKey {
    static let variable = "CPADEV_STACK_KEY"
    private static let fileName = "key"

    /// Creates the key of a stack that has none.
    static func create(in run: OwnedDirectory) throws(StateFileError) {
        guard run.status(of: fileName) == nil else { return }
        let halves = (0..<2).map { _ in UInt64.random(in: .min ... .max).hexadecimal }
        try run.replace(fileName, with: Array(halves.joined().utf8))
    }

    /// Adds the variable to those of the caller; unchanged if the caller has set it, or if the stack has never started.
    static func adding(to environment: [String: String], _ location: StackLocation) -> [String: String] {
        guard environment[variable] == nil, let key = read(state: location.stateDirectory) else { return environment }
        return environment.merging([variable: key]) { $1 }
    }

    /// Returns the key of the stack with this state folder; nil if it has none, or if the folder is not to be trusted.
    static func read(state: String) -> String? {
        guard let run = try? OwnedDirectory(path: state).directory("run"),
            let key = try? run.contents(of: fileName, limit: 1 << 10)
        else { return nil }
        return String(decoding: key, as: UTF8.self)
    }
}
