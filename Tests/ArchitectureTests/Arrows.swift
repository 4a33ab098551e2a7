/// Compares what the table of ARCHITECTURE.md allows with what Package.swift declares and what the sources import.
struct Arrows {
    struct SourceFile {
        /// Relative to the repository, such as `Sources/Health/Probe.swift`.
        var path: String
        var target: String
        var text: String
    }

    /// Modules that come with the toolchain and are free for all; the C library has a name on each platform.
    /// `Foundation` is not: it is large, and slow to load.
    static let toolchain: Set<String> = [
        "Swift", "Glibc", "Musl", "Darwin", "Synchronization", "FoundationEssentials", "Dispatch",
    ]

    var table: ModuleTable
    var plan: PackagePlan
    /// The folders under Sources.
    var folders: Set<String>
    var files: [SourceFile]

    /// Everything that is wrong, each with its place.
    var problems: [String] {
        table.problems + problemsOfRows + problemsOfFolders + problemsOfPlan + files.flatMap(problems(of:))
    }

    private var problemsOfRows: [String] {
        table.rows.values.sorted { $0.line < $1.line }.flatMap { row in
            let place = "ARCHITECTURE.md:\(row.line)"
            let missing = folders.contains(row.target) ? [] : ["\(place): there is no Sources/\(row.target)"]
            return missing
                + row.mayImport.subtracting(table.rows.keys).sorted().map {
                    "\(place): '\($0)', which \(row.target) may import, is no target of this table"
                }
                + row.libraries.intersection(table.rows.keys).sorted().map {
                    "\(place): '\($0)' is a target of this package, not a library"
                }
        }
    }

    private var problemsOfFolders: [String] {
        folders.sorted().flatMap { folder in
            (table.rows[folder] == nil ? ["Sources/\(folder): has no row in ARCHITECTURE.md"] : [])
                + (plan.targets[folder] == nil ? ["Sources/\(folder): has no target in Package.swift"] : [])
        }
    }

    private var problemsOfPlan: [String] {
        plan.targets.values.sorted { $0.line < $1.line }.flatMap { target in
            let place = "Package.swift:\(target.line)"
            guard let row = table.rows[target.name] else {
                return ["\(place): \(target.name) has no row in ARCHITECTURE.md"]
            }
            let unwanted = target.targets.subtracting(row.mayImport).union(target.products.subtracting(row.libraries))
            return unwanted.sorted().map {
                "\(place): \(target.name) depends on \($0), which ARCHITECTURE.md:\(row.line) does not allow"
            }
        }
    }

    private func problems(of file: SourceFile) -> [String] {
        ImportScanner.imports(in: file.text).compactMap { found in
            guard found.module != file.target, !Self.toolchain.contains(found.module) else { return nil }
            let place = "\(file.path):\(found.line)"
            let row = table.rows[file.target]
            let allowed = row.map { $0.mayImport.union($0.libraries) } ?? []
            guard allowed.contains(found.module) else {
                let rule = row.map { ":\($0.line) does not allow it" } ?? " has no such target"
                return "\(place): \(file.target) imports \(found.module); ARCHITECTURE.md\(rule)"
            }
            // SwiftPM lets a target import what only a neighbour declared.
            let declared = plan.targets[file.target].map { $0.targets.union($0.products) } ?? []
            guard declared.contains(found.module) else {
                return "\(place): \(file.target) imports \(found.module) without declaring it in Package.swift"
            }
            return nil
        }
    }
}
