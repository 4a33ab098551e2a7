import YAMLTree

/// Files that Compose fetches from elsewhere: out of a git repository or a registry. cpadev reads local files alone.
///
/// Source: docker compose's `remote` loaders.
package enum RemoteFile {
    package static let hint = "fetch it yourself, and name the file"

    package static func isRemote(_ text: String) -> Bool {
        text.contains("://") || text.hasPrefix("git@") || text.hasPrefix("github.com/")
    }

    package static func message(_ text: String) -> String { "remote Compose files are not supported: \(text.quoted)" }
}
