import Foundations
import YAMLTree

/// The Compose file of a named environment, such as `demo`: `compose.demo.yaml` beside `compose.yaml`.
///
/// An environment is the project with that file as its last overlay, under a name and with state of its own.
package enum EnvironmentOverlay {
    /// Selects an environment where no option does.
    package static let variable = "CPADEV_ENVIRONMENT"
    private static let suffixes = [".yaml", ".yml"]
    /// What Compose itself merges.
    private static let reserved = "override"

    /// Returns the path of an environment's file.
    /// - Parameters:
    ///   - files: The project's Compose files, in merge order.
    ///   - mayBeMissing: Whether a file that does not exist is left to those who read it.
    /// - Throws: with exit code 65 if there is none; the hint names those that exist.
    static func file(
        _ name: String,
        of files: [String],
        mayBeMissing: Bool
    ) throws(CommandFailure) -> String {
        guard let first = files.first, !InputFiles.isOwnDescriptor(first), let suffix = suffix(of: first) else {
            throw CommandFailure(
                .badData,
                "an environment needs a Compose file on disk, named *.yaml or *.yml",
                hint: "it is in a file beside that one, such as compose.\(name).yaml"
            )
        }
        guard isValid(name) else {
            throw CommandFailure(
                .badData,
                "the environment '\(name.prefix(60))' must be lowercase letters, digits, '_' and '-', and begin with a letter or digit"
            )
        }
        let stem = first.dropLast(suffix.count)
        let candidates = ([suffix] + suffixes.filter { $0 != suffix }).map { "\(stem).\(name)\($0)" }
        let existing = name == reserved ? nil : candidates.first(where: StackLocation.exists)
        guard let file = existing ?? (mayBeMissing ? candidates[0] : nil) else {
            let known = names(beside: first)
            let list = known.isEmpty ? "none" : known.joined(separator: ", ")
            throw CommandFailure(
                .badData,
                "there is no environment '\(name)': no file \(candidates[0])",
                hint: didYouMean(name, known) ?? "the environments are: \(list)"
            )
        }
        return file
    }

    /// The environments of a Compose file, sorted.
    package static func names(beside file: String) -> [String] {
        guard let suffix = suffix(of: file) else { return [] }
        let folder = StackLocation.parent(file)
        let stem = StackLocation.relative(String(file.dropLast(suffix.count)), to: folder) + "."
        let names = (directoryNames(folder) ?? []).compactMap { entry -> String? in
            guard entry.hasPrefix(stem), let suffix = Self.suffix(of: entry) else { return nil }
            let name = String(entry.dropFirst(stem.count).dropLast(suffix.count))
            return isValid(name) && name != reserved ? name : nil
        }
        return Set(names).sorted()
    }

    private static func suffix(of path: String) -> String? { suffixes.first(where: path.hasSuffix) }

    /// The name becomes part of the project's name.
    private static func isValid(_ name: String) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard let first = name.utf8.first, isPlain(first), name.utf8.count <= 40 else { return false }
        return name.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }
}
