import Foundations
import StackHost

/// A program that a launcher finds on this machine, or fetches; see scripts/services/README.md.
struct ToolLauncher {
    /// What the launcher says of the program.
    struct Found {
        var path: String
        var version: String
    }

    var name: String
    /// The launcher.
    var path: String

    /// Finds the program, and fetches it first if it is missing. Throws exit code 69 if it cannot be had.
    func find() async throws -> Found {
        guard StackLocation.exists(path) else {
            throw CommandFailure(
                .unavailable,
                "there is no launcher for \(name): \(path)",
                hint: "the workflows' tools are beside the Compose file, in workflows/tools"
            )
        }
        var answer = try await ask()
        if answer["binary"] == nil, answer["installable"] == "yes" {
            Terminal.standardError.write("· fetching \(name)\n")
            try await install()
            answer = try await ask()
        }
        guard let binary = answer["binary"] else {
            throw CommandFailure(
                .unavailable,
                answer["reason"] ?? "\(path) check says nothing",
                hint: answer["remedy"]
            )
        }
        return Found(path: binary, version: answer["version"] ?? "")
    }

    /// The lines of `check`, such as `binary: /usr/bin/act`.
    private func ask() async throws -> [String: String] {
        let (_, output) = try await ProgramOutput.collect(path, [path, "check"])
        let lines = output.split(separator: "\n").compactMap { (line: Substring) -> (String, String)? in
            guard let colon = line.firstRange(of: ": ") else { return nil }
            return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
        }
        return Dictionary(lines) { first, _ in first }
    }

    private func install() async throws {
        var program = ForegroundProgram(path: path, arguments: [path, "install"])
        // Standard output is for the result.
        program.streams = .errors
        guard await program.run() == .exited(0) else {
            throw CommandFailure(
                .unavailable,
                "\(name) could not be fetched",
                hint: "\(QuotedValue.shell(path)) install"
            )
        }
    }
}
