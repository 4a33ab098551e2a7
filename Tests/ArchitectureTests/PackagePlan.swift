/// What Package.swift declares, read from its text: the form in which this package writes it, not all of Swift.
struct PackagePlan {
    struct Target {
        var name: String
        /// Targets of this package.
        var targets: Set<String> = []
        /// Products of other packages; each has the name of its module.
        var products: Set<String> = []
        /// Counted from 1.
        var line: Int
    }

    /// Without test targets, and without targets under Tests, which only tests may use.
    private(set) var targets: [String: Target] = [:]

    private static let kinds = [".target(", ".executableTarget(", ".systemLibrary("]

    init(manifest: String) {
        var current: Target?
        // Set between a line that opens a target and the one that names it.
        var isOpening = false
        for (index, line) in manifest.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let code = line.trimmingSpaces
            if code.hasPrefix("//") { continue }
            var rest = code
            if code.hasPrefix(".testTarget(") {
                finish(&current)
                isOpening = false
            } else if code.contains("path: \"Tests/") {
                // On a line of its own, it belongs to the target that is open.
                if Self.kinds.contains(where: code.hasPrefix) { finish(&current) }
                current = nil
                isOpening = false
            } else if Self.kinds.contains(where: code.hasPrefix) || isOpening && code.hasPrefix("name: ") {
                finish(&current)
                guard let name = Self.strings(in: code).first else {
                    isOpening = true
                    continue
                }
                isOpening = false
                current = Target(name: name, line: index + 1)
                guard let start = code.firstIndex(of: "[") else { continue }
                rest = code[start...]
            } else if code.hasPrefix("dependencies: [") {
                rest = code.drop { $0 != "[" }
            }
            if rest.hasPrefix("let ") {
                finish(&current)
            } else if !code.hasPrefix(".systemLibrary("), let start = rest.first, "[\".".contains(start) {
                add(rest, to: &current)
            }
        }
        finish(&current)
    }

    /// Adds what a line of dependencies names: `"Target"`, and `.product(name: "Product", package: …)`.
    private func add(_ code: Substring, to target: inout Target?) {
        let parts = code.split(separator: "\"", omittingEmptySubsequences: false)
        for index in parts.indices where index % 2 == 1 {
            let before = parts[index - 1]
            if before.hasSuffix(".product(name: ") {
                target?.products.insert(String(parts[index]))
            } else if before.allSatisfy({ "[ ,)".contains($0) }) {
                target?.targets.insert(String(parts[index]))
            }
        }
    }

    private mutating func finish(_ current: inout Target?) {
        if let target = current { targets[target.name] = target }
        current = nil
    }

    private static func strings(in code: Substring) -> [String] {
        code.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }
}
