import Foundations
import StackHost

/// Runs the linters of workflows, and collects what they find.
struct WorkflowLint {
    /// A finding of a linter.
    struct Finding: Encodable {
        var tool: String
        var rule: String
        var message: String
        var file: String
        /// From 1; nil if the tool names no place.
        var line: Int?
        var column: Int?
        /// Where to read more.
        var url: String?

        func text(_ terminal: Terminal) -> String {
            let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
            let more = url.map { "    → \($0)\n" } ?? ""
            return "\(place): " + terminal.paint(message, .red) + " (\(tool), \(rule))\n\(more)"
        }
    }

    /// The interpreter of the Python environment with the tools.
    var python: String

    func findings(in files: [String]) async throws -> [Finding] {
        let all = try await actionlint(files) + zizmor(files) + schema(files)
        return all.map { finding in
            var finding = finding
            let directory = CallerEnvironment.workingDirectory
            finding.file = StackLocation.relative(StackLocation.absolute(finding.file, from: directory), to: directory)
            return finding
        }.sorted { ($0.file, $0.line ?? 0, $0.column ?? 0) < ($1.file, $1.line ?? 0, $1.column ?? 0) }
    }

    private func actionlint(_ files: [String]) async throws -> [Finding] {
        // It would run shellcheck and pyflakes where they happen to be installed.
        let options = ["-shellcheck=", "-pyflakes=", "-format", "{{json .}}"]
        let output = try await run("actionlint", options + files, successes: [0, 1])
        return output.elements.map { item in
            Finding(
                tool: "actionlint",
                rule: item["kind"]?.text ?? "",
                message: item["message"]?.text ?? "",
                file: item["filepath"]?.text ?? "",
                line: item["line"]?.number.map { Int($0) },
                column: item["column"]?.number.map { Int($0) }
            )
        }
    }

    private func zizmor(_ files: [String]) async throws -> [Finding] {
        let options = ["--offline", "--no-config", "--no-progress", "--quiet", "--format", "json-v1"]
        // 11 to 14 tell the highest severity of what was found.
        let output = try await run("zizmor", options + files, successes: [0, 11, 12, 13, 14])
        return output.elements.filter { $0["ignored"]?.bool != true }.map { item in
            let location = item["locations"]?.elements.first
            let start = location?["concrete"]?["location"]?["start_point"]
            let path = location?["symbolic"]?["key"]?["Local"]
            let note = location?["symbolic"]?["annotation"]?.text.map { ": \($0)" } ?? ""
            return Finding(
                tool: "zizmor",
                rule: item["ident"]?.text ?? "",
                message: (item["desc"]?.text ?? "") + note,
                file: path?["verbatim_path"]?.text ?? path?["given_path"]?.text ?? "",
                line: start?["row"]?.number.map { Int($0) + 1 },
                column: start?["column"]?.number.map { Int($0) + 1 },
                url: item["url"]?.text
            )
        }
    }

    private func schema(_ files: [String]) async throws -> [Finding] {
        let options = ["--builtin-schema", "vendor.github-workflows", "--output-format", "json"]
        let output = try await run("check-jsonschema", options + files, successes: [0, 1])
        let errors = (output["errors"]?.elements ?? []) + (output["parse_errors"]?.elements ?? [])
        return errors.map { item in
            let best = item["best_deep_match"] ?? item["best_match"] ?? item
            let message = best["message"]?.text ?? item["message"]?.text ?? ""
            let path = best["path"]?.text ?? item["path"]?.text ?? ""
            let file = item["filename"]?.text ?? ""
            return Finding(tool: "schema", rule: path, message: message, file: file, line: nil, column: nil)
        }
    }

    private func run(_ name: String, _ arguments: [String], successes: Set<Int32>) async throws -> JSONValue {
        let path = "\(StackLocation.parent(python))/\(name)"
        let (code, output) = try await ProgramOutput.collect(path, [name] + arguments)
        guard successes.contains(code), let value = JSONValue(parsing: Array(output.utf8)) else {
            throw CommandFailure(.failed, "\(name) failed with exit code \(code)\n\(output)")
        }
        return value
    }
}
