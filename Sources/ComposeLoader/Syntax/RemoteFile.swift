import YAMLTree

/// Files that Compose fetches from a git repository or registry. cpadev reads only local files.
///
/// Source: docker compose's `remote` loaders.
package enum RemoteFile {
    package static let hint = "download it and use the local file"

    package static func isRemote(_ text: String) -> Bool {
        text.contains("://") || text.hasPrefix("git@") || text.hasPrefix("github.com/")
    }

    package static func message(_ text: String) -> String { "remote Compose files are not supported: \(text.quoted)" }
}
