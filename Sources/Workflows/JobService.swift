package import OrderedCollections
package import YAMLTree

/// An entry of a job's `services`.
package struct JobService: Sendable {
    package struct Port: Hashable, Sendable {
        /// nil: any that is free, which steps find in `job.services.NAME.ports`.
        package var host: UInt16?
        package var container: UInt16
    }

    package var name: String
    package var image: String
    package var ports: [Port]
    package var environment: OrderedDictionary<String, String>
    /// The words of `options`, which are those of `docker create`.
    package var options: [String]
    package var node: Node

    /// The image without registry, tag and digest, such as `postgres`.
    package var repository: String { Self.repository(of: image) }

    /// Returns an image's name without registry, tag and digest. Docker Hub's own images have no user.
    package static func repository(of image: String) -> String {
        var name = image.prefix { $0 != "@" }
        if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") { name = name[..<colon] }
        var parts = name.split(separator: "/")
        if parts.count > 1, parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost" {
            parts.removeFirst()
        }
        if parts.count > 1, parts[0] == "library" { parts.removeFirst() }
        return parts.joined(separator: "/")
    }

    /// The value of an option, such as `--health-cmd`.
    package func option(_ name: String) -> String? {
        for (index, word) in options.enumerated() {
            if word.hasPrefix("\(name)=") { return String(word.dropFirst(name.count + 1)) }
            if word == name, index + 1 < options.count { return options[index + 1] }
        }
        return nil
    }

    /// Splits a command line at spaces outside of quotes, as a shell does.
    package static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + [word].compactMap(\.self)
    }
}
