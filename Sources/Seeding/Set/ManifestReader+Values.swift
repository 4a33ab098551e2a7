import Diagnostics
import Foundations
import OrderedCollections
import YAMLTree

/// Validation of single values of the manifest.
extension ManifestReader {
    func day(_ node: Node?) -> String {
        let text = text(node)
        if let node, !text.isEmpty, CalendarDay(text) == nil {
            log.report("bad-date", "\(text.quoted) is not a day of the form yyyy-mm-dd", at: node)
        }
        return text
    }

    /// Returns a size in bytes.
    func size(_ node: Node?) -> Int {
        let standard = 5 << 20
        guard let node else { return standard }
        let text = text(node)
        guard !text.isEmpty else { return standard }
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let units = ["": 1, "b": 1, "kb": 1 << 10, "k": 1 << 10, "mb": 1 << 20, "m": 1 << 20, "gb": 1 << 30]
        let unit = units[text.dropFirst(digits.count).lowercased()]
        guard let number = Int(String(digits) ?? ""), let unit, number > 0, number <= .max / unit else {
            log.report("bad-size", "\(text.quoted) is not a size", at: node, hint: "such as 5MB")
            return standard
        }
        return number * unit
    }

    func folder(_ node: Node?) -> String { place(node, isFolder: true) }

    func path(_ node: Node?) -> String { place(node, isFolder: false) }

    private func place(_ node: Node?, isFolder: Bool) -> String {
        let text = text(node)
        guard let node, !text.isEmpty else { return "" }
        let path = PathText.join(file.base, text)
        switch (files.kind(of: path), isFolder) {
        case (.directory, true), (.file, false): break
        case (nil, _):
            log.report("file-not-found", "there is no \(isFolder ? "folder" : "file") \(text)", at: node)
        case (.directory, false), (.file, true), (.other, _):
            log.report("wrong-kind", "\(text) is not a \(isFolder ? "folder" : "file")", at: node)
        }
        return path
    }

    /// Returns the location of each value; see ``SeedManifest/places``. For a mapping or list, that is its key.
    func places(in node: Node, under keys: String = "") -> [String: SeedManifest.Place] {
        var found: [String: SeedManifest.Place] = [:]
        func add(_ key: String, _ value: Node, at place: SeedManifest.Place) {
            let path = keys.isEmpty ? key : "\(keys).\(key)"
            found[path] = place
            found.merge(places(in: value, under: path)) { first, _ in first }
        }
        for (key, entry) in node.mapping?.entries ?? [:] {
            let isScalar = entry.value.scalar != nil
            add(
                key,
                entry.value,
                at: SeedManifest.Place(
                    location: isScalar ? entry.value.location : entry.keyLocation,
                    length: isScalar ? entry.value.length : entry.keyLength
                )
            )
        }
        for (index, item) in (node.items ?? []).enumerated() {
            add(String(index), item, at: SeedManifest.Place(location: item.location, length: item.length))
        }
        return found
    }

    /// Returns whether a name is valid as part of a file name on any system.
    static func isFileName(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 100 else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
        }
    }
}
