import Diagnostics
import Environments
import LogAnalysis
import StackHost
import YAMLTree

/// The file `environments.yaml` beside a project's Compose file.
enum EnvironmentsOfProject {
    /// Reads the file. Its problems are thrown with exit code 65, rendered for output.
    static func read(_ location: StackLocation) throws(CommandFailure) -> EnvironmentFile {
        let directory = CallerEnvironment.workingDirectory
        let folder = location.files.first.map { StackLocation.folder(of: $0, directory) } ?? location.projectDirectory
        let path = "\(folder)/\(EnvironmentFileReader.fileName)"
        guard StackLocation.exists(path) else {
            throw CommandFailure(
                .badData,
                "there is no file \(path)",
                hint: "it describes the platform's environments; for an example: cpadev help environments"
            )
        }
        let display = StackLocation.relative(path, to: directory)
        do throws(DiagnosticsError) {
            return try EnvironmentFileReader(path: path, displayPath: display).read()
        } catch {
            throw CommandFailure(diagnostics: render(error.diagnostics, path))
        }
    }

    /// Returns the environments of these names, or all, in the file's order.
    static func choose(_ names: [String], from file: EnvironmentFile) throws(CommandFailure) -> [PlatformEnvironment] {
        let known = file.environments.map(\.name)
        for name in names where !known.contains(name) {
            let hint = didYouMean(name, known) ?? "the environments are: \(known.joined(separator: ", "))"
            throw CommandFailure(.usage, "there is no environment '\(name)'", hint: hint)
        }
        return names.isEmpty ? file.environments : file.environments.filter { names.contains($0.name) }
    }

    // MARK: Excerpts

    /// Problems of values that may be secrets.
    private static let secretProblems: Set<Diagnostic.Code> = ["written-secret", "bad-url", "bad-name"]

    /// Renders problems with excerpts that show no secret: lines end before a value that may be one.
    static func render(_ diagnostics: [Diagnostic], _ path: String) -> String {
        let bytes = try? LocalFiles().read(path, limit: YAMLReader.sizeLimit)
        let masker = SecretMasker(secrets: [], others: [])
        var lines = String(decoding: bytes ?? [], as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        for place in diagnostics.filter({ secretProblems.contains($0.code) }).compactMap(\.location) {
            guard lines.indices.contains(place.line - 1) else { continue }
            lines[place.line - 1] = String(lines[place.line - 1].prefix(place.column - 1)) + SecretMasker.mask
        }
        let text = lines.map(masker.mask).joined(separator: "\n")
        return DiagnosticRenderer(color: Terminal.standardError.hasColor) { _ in text }.render(diagnostics)
    }
}
