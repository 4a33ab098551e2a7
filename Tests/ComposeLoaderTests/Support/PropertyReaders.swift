import ComposeModel
import Diagnostics
import FoundationEssentials
import OrderedCollections

/// The properties that sources other than the loader's read.
struct PropertyReaders {
    private(set) var properties: Set<String> = []

    /// - Parameter file: A file in `Tests/ComposeLoaderTests`.
    init(file: String = #filePath) throws {
        let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        for path in try FileManager.default.subpathsOfDirectory(atPath: root + "/Sources").sorted() {
            // ServiceDifference compares all properties without acting on them.
            guard path.hasSuffix(".swift"), !path.hasPrefix("ComposeLoader/"),
                !path.hasSuffix("/ServiceDifference.swift")
            else { continue }
            let text = try String(contentsOfFile: "\(root)/Sources/\(path)", encoding: .utf8)
            if path.hasPrefix("ComposeModel/") || text.contains("import ComposeModel") { collect(text) }
        }
    }

    private mutating func collect(_ text: String) {
        var previous: Substring = ""
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let name = part.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            // Assignments, as in every `init`, are no reads.
            if !previous.hasSuffix("self"), !part[name.endIndex...].hasPrefix(" = ") { properties.insert(String(name)) }
            previous = part
        }
    }
}

/// The properties of the typed project in which two projects differ.
enum ModelDifference {
    /// Returns the names of the differing properties and of those that contain them. Locations do not count.
    static func properties(of left: Any, _ right: Any) -> Set<String> {
        guard !(left is SourceLocation), !isSame(left, right) else { return [] }
        if let old = left as? OrderedDictionary<String, Service>, let new = right as? OrderedDictionary<String, Service>
        {
            guard old.keys == new.keys else { return [""] }
            return old.reduce(into: []) { $0.formUnion(properties(of: $1.value, new[$1.key] ?? $1.value)) }
        }
        let (old, new) = (Mirror(reflecting: left), Mirror(reflecting: right))
        let isModel = String(reflecting: type(of: left)).hasPrefix("ComposeModel.")
        guard old.children.count == new.children.count, old.displayStyle != .struct || isModel else { return [""] }
        var result: Set<String> = []
        for (before, after) in zip(old.children, new.children) {
            guard before.label == after.label else { return [""] }
            let inner = properties(of: before.value, after.value)
            guard !inner.isEmpty else { continue }
            result.formUnion(inner)
            if old.displayStyle == .struct, let label = before.label { result.insert(label) }
        }
        return old.children.isEmpty ? [""] : result
    }

    private static func isSame(_ left: Any, _ right: Any) -> Bool {
        guard let left = left as? AnyHashable, let right = right as? AnyHashable else { return false }
        return left == right
    }
}
