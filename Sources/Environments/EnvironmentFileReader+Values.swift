import Diagnostics
import YAMLTree

/// Validation of single values of `environments.yaml`.
extension EnvironmentFileReader {
    func address(_ node: Node) -> ServerAddress? {
        let text = text(node)
        guard !text.isEmpty else { return nil }
        do throws(ServerAddress.Problem) { return try ServerAddress(parsing: text) } catch {
            // The text is not quoted, since it may contain a password.
            let (code, message, hint): (Diagnostic.Code, String, String?) =
                switch error {
                case .scheme: ("bad-url", "a URL begins with https:// or http://", nil)
                case .credentials:
                    ("written-secret", "a URL in this file contains no user and no password", "remove all up to the @")
                case .query: ("bad-url", "the URL has a query or a fragment", "give host and path alone")
                case .host: ("bad-url", "the URL has no valid host", nil)
                case .port: ("bad-url", "the port of the URL is not a number from 1 to 65535", nil)
                case .characters: ("bad-url", "the URL contains characters that must be percent-encoded", nil)
                }
            log.report(code, message, at: node, hint: hint)
            return nil
        }
    }

    func requestPath(_ node: Node) -> String {
        let text = text(node)
        guard !text.isEmpty else { return "/" }
        let isPath = text.hasPrefix("/") && !text.hasPrefix("//")
        guard isPath, text.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value < 0x7F && $0 != "#" })
        else {
            let message = "\(text.quoted) is not the path of a request"
            log.report("bad-path", message, at: node, hint: "such as /api/v1/health")
            return "/"
        }
        return text
    }

    /// Returns the parts of a path into a JSON document: `build.version`, `.items.0.sha`.
    func members(_ node: Node) -> [String] {
        let text = text(node)
        guard !text.isEmpty else { return [] }
        let rest = text.hasPrefix(".") ? text.dropFirst() : text[...]
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !parts.contains("") else {
            let message = "\(text.quoted) is not a path into a JSON document"
            log.report("bad-path", message, at: node, hint: "names separated by dots, such as build.version")
            return []
        }
        return parts
    }

    /// Source: RFC 9110, 5.6.2, token.
    func headerName(_ node: Node) -> String {
        let text = text(node)
        let isToken = text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || "0123456789!#$%&'*+-.^_`|~".unicodeScalars.contains($0))
        }
        if !isToken {
            log.report("bad-name", "\(text.quoted) is not the name of a header", at: node, hint: "such as X-Version")
        }
        return text
    }

    func variableName(_ node: Node) -> String {
        let text = text(node)
        let isName = text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || "0123456789_".unicodeScalars.contains($0))
        }
        if !isName {
            // It is not quoted, since it may be the URL itself.
            let hint = "letters, digits and underscores, such as STAGING_DATABASE_URL"
            log.report("bad-name", "the value of 'env' is not the name of a variable", at: node, hint: hint)
        }
        return text
    }

    /// A branch; git would take one that begins with a hyphen for an option.
    func revision(_ node: Node?) -> String {
        let text = text(node)
        let isBranch = text.unicodeScalars.allSatisfy { $0.value > 0x20 && !"~^:?*[\\".unicodeScalars.contains($0) }
        if let node, !isBranch || text.hasPrefix("-") || text.contains("..") {
            log.report("bad-name", "\(text.quoted) is not the name of a branch", at: node)
        }
        return text
    }

    /// What a path leads to.
    enum PathTarget: String {
        case file
        case folder
    }

    func path(_ node: Node, to target: PathTarget) -> String {
        let text = text(node)
        guard !text.isEmpty else { return "" }
        let path = PathText.join(file.base, text)
        switch (files.kind(of: path), target) {
        case (.directory, .folder), (.file, .file): break
        case (nil, _): log.report("file-not-found", "there is no \(target.rawValue) \(text.quoted)", at: node)
        case (.directory, .file), (.file, .folder), (.other, _):
            log.report("wrong-kind", "\(text.quoted) is not a \(target.rawValue)", at: node)
        }
        return path
    }
}
