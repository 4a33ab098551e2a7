/// Detects the builder features that a Dockerfile uses.
enum DockerfileFeatures {
    /// Whether the Dockerfile uses features that the classic builder rejects, such as mounts and here-documents.
    static func needsBuildKit(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let instruction = words.first?.uppercased(), instructions.contains(instruction) else { return false }
            let options = words.dropFirst().prefix { $0.hasPrefix("--") }
            if options.contains(where: { option in flags.contains { option.hasPrefix($0) } }) { return true }
            return words.dropFirst().contains { word in
                guard word.hasPrefix("<<") else { return false }
                // `<<<` and shifts are not here-documents.
                let name = word.dropFirst(2).drop { $0 == "-" || $0 == "\"" || $0 == "'" }
                return name.first.map { $0.isLetter || $0 == "_" } == true
            }
        }
    }

    private static let instructions: Set<String> = ["RUN", "COPY", "ADD"]
    private static let flags = [
        "--mount", "--network", "--security", "--link", "--chmod", "--parents", "--exclude", "--checksum",
        "--keep-git-dir", "--unpack",
    ]
}
